import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { debuggerUrlIn, inspectionFrom } from '../../hermetic/lambda/inspection.ts';
import { type Concurrency, Lambda } from '../../hermetic/lambda/lambda.ts';
import { CodeOfTests } from './declared-of-tests.ts';

const code = new CodeOfTests();
const started: Lambda[] = [];
const logged: string[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((lambda) => lambda.stop(0)));
  logged.length = 0;
});
afterAll(() => code.remove());

const says = `exports.handler = async (_event, context) => ({
  remainingMs: context.getRemainingTimeInMillis(), variables: process.env, execArgv: process.execArgv });`;

async function invoked(concurrency: Concurrency, variables?: Readonly<Record<string, string>>) {
  const lambda = new Lambda(code.declare({ f: says }), {
    functionEnvironment: {},
    concurrency,
    log: ({ text }) => logged.push(text),
    inspection: variables && inspectionFrom(variables),
  });
  started.push(lambda);
  return JSON.parse((await lambda.invoke('f', {})).payload);
}

const hourMs = 60 * 60 * 1000;

describe('a function that is debugged', () => {
  it.each<Concurrency>(['shared', 1])(
    'has hours instead of its time-out, and a debugger, at concurrency %s',
    async (concurrency) => {
      const { remainingMs } = await invoked(concurrency, {});
      expect(remainingMs).toBeGreaterThan(hourMs);
      expect(logged.map(debuggerUrlIn)).toContainEqual(expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\//));
    },
  );

  it.each<Concurrency>(['shared', 1])(
    'is followed by the editor that launched npm start, at concurrency %s',
    async (concurrency) => {
      const editor = { NODE_OPTIONS: '--no-warnings', VSCODE_INSPECTOR_OPTIONS: '{}' };
      const { variables } = await invoked(concurrency, { ...editor, SECRET: 'of the shell' });
      expect(variables).toMatchObject(editor);
      expect(variables).not.toHaveProperty('SECRET');
    },
  );
});

describe('a function that is not debugged', () => {
  it.each<Concurrency>(['shared', 1])(
    'keeps its time-out, and has no debugger, at concurrency %s',
    async (concurrency) => {
      const { remainingMs, execArgv, variables } = await invoked(concurrency);
      expect(remainingMs).toBeLessThan(hourMs);
      expect(execArgv.filter((option: string) => option.startsWith('--inspect'))).toEqual([]);
      expect(variables).not.toHaveProperty('NODE_OPTIONS');
      expect(logged.map(debuggerUrlIn).filter((url) => url !== undefined)).toEqual([]);
    },
  );
});
