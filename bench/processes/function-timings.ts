import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { lambdaVariables } from '../../hermetic/lambda/lambda-variables.ts';
import type { Subject } from '../subjects/subject.ts';

/** Figures of a cold start in a fresh process: wall-clock and CPU times in milliseconds. */
export type ColdFigures = Readonly<{
  importMs: number;
  firstMs: number;
  bothMs: number;
  /** CPU time until the event arrives. Lambda gives init a full vCPU. */
  initCpuMs: number;
  /** CPU time of the first invocation, which runs at the function's share of a vCPU. */
  firstCpuMs: number;
  /** CPU time of the whole process, including Node's start. */
  processCpuMs: number;
  memoryMb: number;
  status: number;
  /** 1 if Node loaded its HTTP client undici, which slows down the start and is not needed. */
  undici: number;
}>;

/** Averages per warm invocation. */
export type WarmFigures = Readonly<{ cpuUs: number; wallUs: number; logBytes: number; status: number }>;

export const coldStart = (subject: Subject, endpoint: string, trusted?: string): Promise<ColdFigures> =>
  run('cold.cjs', subject, { endpoint, trusted });

export const warmInvocations = (
  subject: Subject,
  endpoint: string,
  { invocations, warmUp }: Readonly<{ invocations: number; warmUp: number }>,
): Promise<WarmFigures> => run('warm.cjs', subject, { endpoint }, String(invocations), String(warmUp));

/** The code file of a function. */
export function codeFile({ codeDir, handler }: Subject['declared']): string {
  const [module = ''] = handler.split('.');
  const files = ['.js', '.mjs'].map((ending) => join(codeDir, module + ending));
  const found = files.find(existsSync);
  if (found === undefined) throw new Error(`Neither ${files.join(' nor ')} exists.`);
  return found;
}

/** Address of the fake services, and the certificate file to trust. */
type Network = Readonly<{ endpoint: string; trusted?: string | undefined }>;

/** Runs a program of this folder with the environment variables of Lambda, and parses the last line of its output. */
async function run<Figures>(
  program: string,
  { declared, event, environment }: Subject,
  network: Network,
  ...more: string[]
) {
  const [, handlerName = ''] = declared.handler.split('.');
  const args = [join(import.meta.dirname, program), codeFile(declared), handlerName, ...more];
  const env = { ...lambdaVariables(declared, around(network), 'bench'), ...environment };
  const running = promisify(execFile)(process.execPath, args, { env, maxBuffer: 2 ** 20 });
  const { stdin, stdout } = running.child;
  // A process that fails while loading never reads the event; its stderr has the reason.
  stdin?.on('error', () => {});
  stdout?.once('data', () => stdin?.end(event));
  const result = await running.catch((error: { stderr?: string }) => {
    throw new Error(`Measuring ${declared.name} failed: ${error.stderr ?? ''}`);
  });
  return JSON.parse(result.stdout.trimEnd().split('\n').at(-1) ?? '') as Figures;
}

/** The session token has the length of Lambda's, because it is signed and sent with every call. */
const around = ({ endpoint, trusted }: Network): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_ENDPOINT_URL_LAMBDA: endpoint,
  AWS_SESSION_TOKEN: 't'.repeat(300),
  TRIP_SERVICE_URL: endpoint,
  NOTIFICATION_SERVICE_URL: endpoint,
  ...(trusted !== undefined && { NODE_EXTRA_CA_CERTS: trusted }),
});
