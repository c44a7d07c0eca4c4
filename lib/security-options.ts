import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';

/** Options that a company's security review may require. All are off by default. */
export type SecurityOptions = Readonly<{
  /** ARN or name of the managed policy that bounds every role of the stage. */
  permissionsBoundary: string | undefined;
  /** ARN of the KMS key for tables, logs and the alarm topic. It also decrypts the processors' secrets. */
  kmsKey: string | undefined;
  /** Tables say that they have no key, which takes one off. Without it they do not mention keys. */
  takesKeyOff: boolean;
  /** Put a web ACL with AWS's managed rules before the payment API. */
  hasFirewall: boolean;
  /** VPC endpoints through which alone the payment API can be reached. Empty: it is on the internet. */
  vpcEndpoints: readonly string[];
}>;

const boundary = /^(arn:aws[a-z-]*:iam::\d{12}:policy\/)?[\w+=,.@/-]{1,512}$/;
const key = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;
const endpoint = /^vpce-[0-9a-f]{8,17}$/;

/** Reads `-c permissionsBoundary=…`, `-c kmsKey=…`, `-c waf=managed` and `-c privateApi=vpce-…`. */
export function securityFrom(node: Node, kind: Stage['kind']): SecurityOptions {
  const waf = String(node.tryGetContext('waf') ?? 'off');
  if (waf !== 'managed' && waf !== 'off')
    throw new ContextError(`waf "${waf}" must be managed or off: cdk deploy -c waf=managed`);
  const givenKey: unknown = node.tryGetContext('kmsKey');
  const options: SecurityOptions = {
    permissionsBoundary: matching(
      node.tryGetContext('permissionsBoundary'),
      boundary,
      'permissionsBoundary',
      'is not the name or ARN of a managed policy: cdk deploy -c permissionsBoundary=company-boundary',
    ),
    kmsKey: matching(
      givenKey === 'off' ? undefined : givenKey,
      key,
      'kmsKey',
      'is not the ARN of a key: cdk deploy -c kmsKey=arn:aws:kms:eu-west-1:123456789012:key/…',
    ),
    takesKeyOff: givenKey === 'off',
    hasFirewall: waf === 'managed',
    vpcEndpoints: endpointsFrom(node.tryGetContext('privateApi')),
  };
  const isOn = options.permissionsBoundary || options.kmsKey || options.hasFirewall || options.vpcEndpoints.length > 0;
  if (kind === 'local' && isOn) {
    throw new ContextError(
      'permissionsBoundary, kmsKey, waf and privateApi are only for deployed stages: leave them out, or use -c stage=sandbox',
    );
  }
  return options;
}

function matching(given: unknown, pattern: RegExp, name: string, correction: string): string | undefined {
  if (given === undefined || pattern.test(String(given))) return given === undefined ? undefined : String(given);
  throw new ContextError(`${name} "${given}" ${correction}`);
}

function endpointsFrom(given: unknown): readonly string[] {
  const endpoints = String(given ?? 'off').split(',');
  if (given === undefined || endpoints.join() === 'off') return [];
  const wrong = endpoints.find((text) => !endpoint.test(text));
  if (wrong === undefined) return endpoints;
  throw new ContextError(
    `privateApi has "${wrong}", which is not the id of a VPC endpoint: cdk deploy -c privateApi=vpce-0123456789abcdef0`,
  );
}
