import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import { certificatePattern } from './edge-options.ts';
import type { Stage } from './stage.ts';

/** The payment API's own domain name. */
export type DomainOptions = Readonly<{
  name: string;
  /** ARN of a certificate for this name, in the stack's region. */
  certificateArn: string;
}>;

const example = '-c domainName=payments.example.com -c certificateArn=arn:aws:acm:eu-west-1:123456789012:certificate/…';

/** Reads `-c domainName=…` with `-c certificateArn=…`. The certificate of the gRPC edge has to cover both names. */
export function domainFrom(
  node: Node,
  { kind, security }: Pick<Stage, 'kind' | 'security'>,
): DomainOptions | undefined {
  const given: unknown = node.tryGetContext('domainName');
  if (given === undefined) return undefined;
  const name = String(given);
  if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(name)) {
    throw new ContextError(`domainName "${name}" is not a domain name in lower case: cdk deploy ${example}`);
  }
  if (kind === 'local') throw new ContextError('domainName is only for deployed stages: leave it out');
  if (security.vpcEndpoints.length > 0) {
    throw new ContextError(
      'domainName is for APIs on the internet, and privateApi takes this one off it: leave one of them out',
    );
  }
  const certificateArn = String(node.tryGetContext('certificateArn') ?? '');
  if (!certificatePattern.test(certificateArn)) {
    throw new ContextError(
      `domainName needs a certificate, and certificateArn "${certificateArn}" is not the ARN of one: cdk deploy ${example}`,
    );
  }
  return { name, certificateArn };
}
