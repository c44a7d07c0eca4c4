import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { lambdaVariables } from '../../hermetic/lambda/lambda-variables.ts';
import type { Subject } from '../subjects/subject.ts';

/** By loading and invoking in a fresh process. Milliseconds, of the clock or of the processor. */
export type ColdFigures = Readonly<{
  importMs: number;
  firstMs: number;
  bothMs: number;
  /** Until the event is there. Lambda gives init a whole processor. */
  initCpuMs: number;
  /** Of the first invocation alone, which gets the function's share of a processor. */
  firstCpuMs: number;
  /** Of the whole process, Node's own start included. */
  processCpuMs: number;
  memoryMb: number;
  status: number;
  /** 1 if Node loaded its HTTP client undici, which nothing here needs. */
  undici: number;
}>;

/** Of one invocation among many. */
export type WarmFigures = Readonly<{ cpuUs: number; wallUs: number; logBytes: number; status: number }>;

export const coldStart = (subject: Subject, endpoint: string, trusted?: string): Promise<ColdFigures> =>
  run('cold.cjs', subject, { endpoint, trusted });

export const warmInvocations = (
  subject: Subject,
  endpoint: string,
  { invocations, warmUp }: Readonly<{ invocations: number; warmUp: number }>,
): Promise<WarmFigures> => run('warm.cjs', subject, { endpoint }, String(invocations), String(warmUp));

/** The file of a function's code. */
export function codeFile({ codeDir, handler }: Subject['declared']): string {
  const [module = ''] = handler.split('.');
  const files = ['.js', '.mjs'].map((ending) => join(codeDir, module + ending));
  const found = files.find(existsSync);
  if (found === undefined) throw new Error(`There is no ${files.join(' or ')}.`);
  return found;
}

/** Addresses of the services that a function calls, and the file of a certificate that it trusts. */
type Network = Readonly<{ endpoint: string; trusted?: string | undefined }>;

/** Runs a program beside this file in the environment that Lambda would give the function, and reads its last line. */
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
  // A process that fails while it loads asks for no event, and its output says why.
  stdin?.on('error', () => {});
  stdout?.once('data', () => stdin?.end(event));
  const result = await running.catch((error: { stderr?: string }) => {
    throw new Error(`${declared.name} cannot be measured: ${error.stderr ?? ''}`);
  });
  return JSON.parse(result.stdout.trimEnd().split('\n').at(-1) ?? '') as Figures;
}

/** What is not the function's own: a session token is as long as Lambda's, because it is signed and sent each time. */
const around = ({ endpoint, trusted }: Network): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_ENDPOINT_URL_LAMBDA: endpoint,
  AWS_SESSION_TOKEN: 't'.repeat(300),
  TRIP_SERVICE_URL: endpoint,
  NOTIFICATION_SERVICE_URL: endpoint,
  ...(trusted !== undefined && { NODE_EXTRA_CA_CERTS: trusted }),
});
