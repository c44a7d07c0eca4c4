import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { debuggerUrlIn, inspectionFrom } from '../../hermetic/lambda/inspection.ts';
import { type Concurrency, Lambda } from '../../hermetic/lambda/lambda.ts';
import { TestFunctions } from './test-functions.ts';

const functions = new TestFunctions();
const started: Lambda[] = [];
const logged: string[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((lambda) => lambda.stop(0)));
  logged.length = 0;
});
afterAll(() => functions.remove());

const code = `exports.handler = async (_event, context) => ({
  remainingMs: context.getRemainingTimeInMillis(), variables: process.env, execArgv: process.execArgv });`;

async function invoke(concurrency: Concurrency, variables?: Readonly<Record<string, string>>) {
  const lambda = new Lambda(functions.declare({ f: code }), {
    functionEnvironment: {},
    concurrency,
    log: ({ text }) => logged.push(text),
    inspection: variables && inspectionFrom(variables),
  });
  started.push(lambda);
  return JSON.parse((await lambda.invoke('f', {})).payload);
}

const hourMs = 60 * 60 * 1000;

describe('a debugged function', () => {
  it.each<Concurrency>(['shared', 1])(
    'has a debugger, and hours instead of its timeout, at concurrency %s',
    async (concurrency) => {
      const { remainingMs } = await invoke(concurrency, {});
      expect(remainingMs).toBeGreaterThan(hourMs);
      expect(logged.map(debuggerUrlIn)).toContainEqual(expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\//));
    },
  );

  it.each<Concurrency>(['shared', 1])(
    'is followed by the editor that launched npm start, at concurrency %s',
    async (concurrency) => {
      const editor = { NODE_OPTIONS: '--no-warnings', VSCODE_INSPECTOR_OPTIONS: '{}' };
      const { variables } = await invoke(concurrency, { ...editor, SECRET: 'of the shell' });
      expect(variables).toMatchObject(editor);
      expect(variables).not.toHaveProperty('SECRET');
    },
  );
});

describe('a function that is not debugged', () => {
  it.each<Concurrency>(['shared', 1])(
    'has no debugger, and keeps its timeout, at concurrency %s',
    async (concurrency) => {
      const { remainingMs, execArgv, variables } = await invoke(concurrency);
      expect(remainingMs).toBeLessThan(hourMs);
      expect(execArgv.filter((option: string) => option.startsWith('--inspect'))).toEqual([]);
      expect(variables).not.toHaveProperty('NODE_OPTIONS');
      expect(logged.map(debuggerUrlIn).filter((url) => url !== undefined)).toEqual([]);
    },
  );
});
