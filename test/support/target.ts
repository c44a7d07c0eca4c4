import { randomInt } from 'node:crypto';
import { seedTables } from '../../tools/seed/seeding.ts';
import { targetFrom } from '../../tools/seed/target.ts';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import type { EnvironmentOptions } from '../../tools/start/environment-options.ts';

/** Where the integration suite may run: on this machine, on an emulator of AWS, in an account. */
export const targets = ['local', 'localstack', 'ministack', 'aws'] as const;
export type TargetName = (typeof targets)[number];

/** What a suite needs to know of a stage; where its requests go needs no signature. */
export type Target = Readonly<{
  url: string;
  requestor: string;
  notifications: string;
  /** `localhost:50051` */
  grpc: string;
  /** How many requests may come at once: an emulator starts a process of Node for each. */
  crowd: number;
  /** What a function answers to an event, as it wrote it; `name` is that of its route. */
  invoke(name: string, event: unknown): Promise<string>;
  /** Leaves nothing but the seed data in the tables. */
  reset(): Promise<void>;
  close(): Promise<void>;
}>;

/** How the tests are told of a stage that runs already: by test/integration.ts or test/support/shared-environment.ts. */
export const variables = {
  target: 'INTEGRATION_TARGET',
  url: 'INTEGRATION_URL',
  requestor: 'INTEGRATION_REQUESTOR_URL',
  notifications: 'INTEGRATION_NOTIFICATIONS_URL',
  grpc: 'INTEGRATION_GRPC',
  lambda: 'INTEGRATION_LAMBDA_URL',
  stage: 'INTEGRATION_STAGE',
} as const;

const variable = (name: keyof typeof variables): string => process.env[variables[name]] ?? '';

export const targetName = (): TargetName => targets.find((name) => name === variable('target')) ?? 'local';

/** In every key and order of a suite, so that others on the same stage, and the next run, make their own. */
export const run = `r${Date.now().toString(36)}${randomInt(36 ** 3).toString(36)}`;

/** The same where a number is wanted; too short for a card number. */
export const runNumber = randomInt(1_000_000_000);

/** The environment that the suites share, or a stage that is deployed. */
export async function openTarget(): Promise<Target> {
  return {
    url: variable('url'),
    requestor: variable('requestor'),
    notifications: variable('notifications'),
    grpc: variable('grpc'),
    crowd: targetName() === 'local' ? 300 : 12,
    invoke,
    reset,
    close: async () => {},
  };
}

/** On this machine, an environment that no other suite sees. */
export async function openOwnTarget(options: Partial<EnvironmentOptions> = {}): Promise<Target> {
  if (targetName() !== 'local') return openTarget();
  return ofEnvironment(await startEnvironment({ ports: [0], ...options }));
}

const ofEnvironment = ({ urls, others, app, gateway, stop }: Environment): Target => ({
  url: urls[0] ?? '',
  requestor: others.requestor,
  notifications: others.stubs.notifications,
  grpc: others.grpc[0] ?? '',
  crowd: 300,
  async invoke(name, event) {
    const found = [...app().functions.values()].find((one) => one.name.endsWith(`-local-${name}`));
    return (await gateway.invoke(found?.logicalId ?? '', event)).payload;
  },
  // Nobody else was in it.
  reset: async () => {},
  close: stop,
});

/** As Lambda is invoked: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
async function invoke(name: string, event: unknown): Promise<string> {
  const path = `/2015-03-31/functions/payment-service-${variable('stage')}-${name}/invocations`;
  const response = await fetch(variable('lambda') + path, { method: 'POST', body: JSON.stringify(event) });
  const failed = response.headers.get('x-amz-function-error');
  if (!response.ok || failed !== null)
    throw new Error(`${name}: ${response.status} ${failed} ${await response.text()}`);
  return response.text();
}

async function reset(): Promise<void> {
  const asked = { target: targetName(), stage: variable('stage'), url: variable('url') };
  // Vitest's region is not the stage's.
  const { client, tables, empty } = await targetFrom(asked, { AWS_ENDPOINT_URL: process.env.AWS_ENDPOINT_URL });
  await empty();
  await seedTables(client, tables);
  client.destroy();
}
