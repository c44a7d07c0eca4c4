import { randomInt } from 'node:crypto';
import { seedTables } from '../../tools/seed/seeding.ts';
import { targetFrom } from '../../tools/seed/target.ts';
import type { Environment } from '../../tools/start/environment.ts';
import type { EnvironmentOptions } from '../../tools/start/environment-options.ts';
import { bundledFunctions } from './bundled-functions.ts';
import { casesOf } from './cases.ts';
import { startOwnEnvironment } from './own-environment.ts';
import { variables } from './target-variables.ts';

/** Where the integration suite can run: on this machine, on an emulator, or in an AWS account. */
export const targets = ['local', 'localstack', 'ministack', 'aws'] as const;
export type TargetName = (typeof targets)[number];

/** A stage to test. Its URLs need no signature. */
export type Target = Readonly<{
  url: string;
  requestor: string;
  notifications: string;
  /** `localhost:50051` */
  grpc: string;
  /** Number of concurrent requests that it can take: an emulator starts a Node process for each. */
  crowd: number;
  /** Invokes a function by the name of its route; resolves with its result as JSON text. */
  invoke(name: string, event: unknown): Promise<string>;
  /** Resets the tables to the seed data. */
  reset(): Promise<void>;
  close(): Promise<void>;
}>;

/** Requests at once on this machine. */
const crowd = casesOf({ all: 300, few: 60 });

const variable = (name: keyof typeof variables): string => process.env[variables[name]] ?? '';

export const targetName = (): TargetName => targets.find((name) => name === variable('target')) ?? 'local';

/** Part of every key and order of a run, so that runs on the same stage do not collide. */
export const run = `r${Date.now().toString(36)}${randomInt(36 ** 3).toString(36)}`;

/** The same as a number; too short for a card number. */
export const runNumber = randomInt(1_000_000_000);

/** The environment that the suites share, or a deployed stage. */
export async function openTarget(): Promise<Target> {
  return {
    url: variable('url'),
    requestor: variable('requestor'),
    notifications: variable('notifications'),
    grpc: variable('grpc'),
    crowd: targetName() === 'local' ? crowd : 12,
    invoke,
    reset,
    close: async () => {},
  };
}

/** An environment for one suite alone, if the target is this machine. */
export async function openOwnTarget(options: Partial<EnvironmentOptions> = {}): Promise<Target> {
  if (targetName() !== 'local') return openTarget();
  return ofEnvironment(await startOwnEnvironment(options));
}

const ofEnvironment = (environment: Environment): Target => ({
  url: environment.urls[0] ?? '',
  requestor: environment.others.requestor,
  notifications: environment.others.stubs.notifications,
  grpc: environment.others.grpc[0] ?? '',
  crowd,
  invoke: bundledFunctions(environment),
  // No other suite uses it.
  reset: async () => {},
  close: environment.stop,
});

/** Lambda's Invoke API: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
async function invoke(name: string, event: unknown): Promise<string> {
  const path = `/2015-03-31/functions/payment-service-${variable('stage')}-${name}/invocations`;
  const response = await fetch(variable('lambda') + path, { method: 'POST', body: JSON.stringify(event) });
  const failed = response.headers.get('x-amz-function-error');
  if (!response.ok || failed !== null)
    throw new Error(`${name}: ${response.status} ${failed} ${await response.text()}`);
  return response.text();
}

async function reset(): Promise<void> {
  const selection = { target: targetName(), stage: variable('stage'), url: variable('url') };
  // Without AWS_REGION, because Vitest's is not the stage's.
  const { client, tables, empty } = await targetFrom(selection, { AWS_ENDPOINT_URL: process.env.AWS_ENDPOINT_URL });
  await empty();
  await seedTables(client, tables);
  client.destroy();
}
