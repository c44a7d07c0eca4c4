import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct, Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';

/** What charges a stage's payments. */
export type ProcessorOptions =
  | Readonly<{ name: 'simulated' }>
  | Readonly<{
      name: 'stripe';
      /** Of a secret of Secrets Manager, in the stage's own account and region. */
      secretName: string;
      account: string | undefined;
      url: string | undefined;
      /** Which keys are accepted. */
      keys: 'live' | 'test';
    }>;

type Kind = Pick<Stage, 'kind'>['kind'];

/** `-c processor=stripe -c stripeSecretName=…`, or the simulated processor, which takes no money. */
export function processorFrom(node: Node, kind: Kind): ProcessorOptions {
  const name = String(node.tryGetContext('processor') ?? 'simulated');
  if (name === 'stripe') return stripeFrom(node, kind);
  if (name !== 'simulated') {
    throw new ContextError(`processor "${name}" must be stripe or simulated: cdk deploy -c processor=stripe`);
  }
  const isAllowed = String(node.tryGetContext('allowSimulatedProcessor') ?? 'false') === 'true';
  if (kind === 'kept' && !isAllowed) {
    throw new ContextError(
      'this stage would take no money, because its processor is the simulated one: cdk deploy -c processor=stripe ' +
        '-c stripeSecretName=payments/stripe; to deploy it nevertheless, -c allowSimulatedProcessor=true',
    );
  }
  return { name };
}

function stripeFrom(node: Node, kind: Kind): ProcessorOptions {
  const text = (value: unknown) => (value === undefined ? undefined : String(value));
  const secretName = text(node.tryGetContext('stripeSecretName'));
  if (secretName === undefined || !/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(secretName)) {
    throw new ContextError(
      'stripeSecretName must be the name of a secret of Secrets Manager that has the key: cdk deploy -c stripeSecretName=payments/stripe',
    );
  }
  const account = text(node.tryGetContext('stripeAccount'));
  if (account !== undefined && !/^acct_[A-Za-z0-9]+$/.test(account)) {
    throw new ContextError(`stripeAccount "${account}" is no connected account: cdk deploy -c stripeAccount=acct_…`);
  }
  const url = text(node.tryGetContext('stripeUrl'));
  if (url !== undefined && kind === 'kept') {
    throw new ContextError('stripeUrl is for stages whose data may be thrown away: -c stage=sandbox');
  }
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new ContextError(`stripeUrl "${url}" is not an http address: cdk deploy -c stripeUrl=http://localhost:8420`);
  }
  const keys = kind === 'kept' ? 'live' : 'test';
  return { name: 'stripe', secretName, account, url: url?.replace(/\/+$/, ''), keys };
}

/** The environment of a function that asks the processor: src/processor/current.ts and stripe-of-stage.ts read it. */
export function processorVariables(options: ProcessorOptions): Readonly<Record<string, string>> {
  if (options.name === 'simulated') return { PROCESSOR: options.name };
  const { name, secretName, account, url, keys } = options;
  return {
    PROCESSOR: name,
    STRIPE_SECRET_NAME: secretName,
    STRIPE_KEYS: keys,
    ...(account !== undefined && { STRIPE_ACCOUNT: account }),
    ...(url !== undefined && { STRIPE_URL: url }),
  };
}

/** The right to read exactly the processor's secret: an ARN ends in six characters that Secrets Manager chooses. */
export function processorRights(scope: Construct, options: ProcessorOptions): readonly PolicyStatement[] {
  if (options.name === 'simulated') return [];
  const arn = Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${options.secretName}-??????`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return [new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [arn] })];
}
