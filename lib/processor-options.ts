import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct, Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';

/** What charges a stage's payments. */
export type ProcessorOptions = Readonly<{
  /** Charges new payments. */
  current: 'simulated' | ProviderOptions['name'];
  /** Whose payments the stage may have: the current one, and those that finish payments of before. */
  providers: readonly ProviderOptions[];
}>;

type ProviderOptions = Readonly<{
  name: 'stripe' | 'mollie';
  /** Of a secret of Secrets Manager, in the stage's own account and region. */
  secretName: string;
  url: string | undefined;
  /** Which keys are accepted. */
  keys: 'live' | 'test';
  /** A connected account of Stripe. */
  account?: string | undefined;
}>;

type Kind = Pick<Stage, 'kind'>['kind'];

/** `-c processor=stripe -c stripeSecretName=…`, or the simulated processor, which takes no money. */
export function processorFrom(node: Node, kind: Kind): ProcessorOptions {
  const asked = String(node.tryGetContext('processor') ?? 'simulated');
  const secretNames = {
    stripe: node.tryGetContext('stripeSecretName'),
    mollie: node.tryGetContext('mollieSecretName'),
  };
  const current = (['simulated', 'stripe', 'mollie'] as const).find((name) => name === asked);
  if (current === undefined) {
    throw new ContextError(`processor "${asked}" must be stripe, mollie or simulated: cdk deploy -c processor=stripe`);
  }
  const isAllowed = String(node.tryGetContext('allowSimulatedProcessor') ?? 'false') === 'true';
  if (current === 'simulated' && kind === 'kept' && !isAllowed) {
    throw new ContextError(
      'this stage would take no money, because its processor is the simulated one: cdk deploy -c processor=stripe ' +
        '-c stripeSecretName=payments/stripe; to deploy it nevertheless, -c allowSimulatedProcessor=true',
    );
  }
  const has = (name: ProviderOptions['name']) => current === name || secretNames[name] !== undefined;
  return {
    current,
    providers: [
      ...(has('stripe') ? [stripeFrom(node, kind, secretNames.stripe)] : []),
      ...(has('mollie') ? [mollieFrom(node, kind, secretNames.mollie)] : []),
    ],
  };
}

function stripeFrom(node: Node, kind: Kind, secretName: unknown): ProviderOptions {
  const account = text(node.tryGetContext('stripeAccount'));
  if (account !== undefined && !/^acct_[A-Za-z0-9]+$/.test(account)) {
    throw new ContextError(`stripeAccount "${account}" is no connected account: cdk deploy -c stripeAccount=acct_…`);
  }
  return { ...providerFrom('stripe', kind, secretName, node.tryGetContext('stripeUrl')), account };
}

const mollieFrom = (node: Node, kind: Kind, secretName: unknown): ProviderOptions =>
  providerFrom('mollie', kind, secretName, node.tryGetContext('mollieUrl'));

function providerFrom(name: ProviderOptions['name'], kind: Kind, secret: unknown, address: unknown): ProviderOptions {
  const secretName = text(secret);
  if (secretName === undefined || !/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(secretName)) {
    throw new ContextError(
      `${name}SecretName must be the name of a secret of Secrets Manager that has the key: cdk deploy -c ${name}SecretName=payments/${name}`,
    );
  }
  const url = text(address);
  if (url !== undefined && kind === 'kept') {
    throw new ContextError(`${name}Url is for stages whose data may be thrown away: -c stage=sandbox`);
  }
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new ContextError(
      `${name}Url "${url}" is not an http address: cdk deploy -c ${name}Url=http://localhost:8420`,
    );
  }
  return { name, secretName, url: url?.replace(/\/+$/, ''), keys: kind === 'kept' ? 'live' : 'test' };
}

const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

/** The environment of a function that asks the processor: src/processor/current.ts and *-of-stage.ts read it. */
export function processorVariables({ current, providers }: ProcessorOptions): Readonly<Record<string, string>> {
  return Object.assign({ PROCESSOR: current }, ...providers.map(variablesOf));
}

function variablesOf({ name, secretName, account, url, keys }: ProviderOptions): Readonly<Record<string, string>> {
  const prefix = name.toUpperCase();
  return {
    [`${prefix}_SECRET_NAME`]: secretName,
    [`${prefix}_KEYS`]: keys,
    ...(account !== undefined && { [`${prefix}_ACCOUNT`]: account }),
    ...(url !== undefined && { [`${prefix}_URL`]: url }),
  };
}

/** The right to read exactly the processors' secrets: an ARN ends in six characters that Secrets Manager chooses. */
export function processorRights(scope: Construct, { providers }: ProcessorOptions): readonly PolicyStatement[] {
  return providers.map(({ secretName }) => {
    const arn = Stack.of(scope).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${secretName}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [arn] });
  });
}
