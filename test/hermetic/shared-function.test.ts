import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { FaultSource } from '../../hermetic/lambda/fault-source.ts';
import type { FunctionLogLine } from '../../hermetic/lambda/invocation.ts';
import { Lambda } from '../../hermetic/lambda/lambda.ts';
import { commandOf } from '../../hermetic/process/processes.ts';
import { eventually } from '../support/eventually.ts';
import { Gate, type TestFunction, TestFunctions } from './test-functions.ts';

const code = new TestFunctions();
const started: Lambda[] = [];
const logs: FunctionLogLine[] = [];

function sharedWith(source: string | TestFunction, faults?: FaultSource): Lambda {
  const options = { functionEnvironment: {}, concurrency: 'shared', log: (line: FunctionLogLine) => logs.push(line) };
  const lambda = new Lambda(code.declare({ f: source }), {
    ...options,
    concurrency: 'shared',
    ...(faults && { faults }),
  });
  started.push(lambda);
  return lambda;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((lambda) => lambda.stop(0)));
  logs.length = 0;
});
afterAll(() => code.remove());

const many = <Value>(count: number, make: (index: number) => Promise<Value>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

/** Answers when `count` invocations run concurrently in its process. */
const together = `
  let running = 0, wake; const all = new Promise((resolve) => { wake = resolve; });
  exports.handler = async ({ count, name }) => {
    running += 1;
    if (running === count) wake();
    await all;
    return { pid: process.pid, name };
  };`;

describe('a function whose invocations share one process', () => {
  it('runs them concurrently and returns each its own answer', async () => {
    const lambda = sharedWith(together);
    const results = await many(20, (name) => lambda.invoke('f', { count: 20, name }));
    const answers = results.map(({ payload }) => JSON.parse(payload));
    expect(answers.map(({ name }) => name)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
  });

  it('runs at most 64 concurrently, and queues the others', async () => {
    const gate = new Gate(code);
    const lambda = sharedWith(`exports.handler = async () => { ${gate.awaited}; return 'done'; };`);
    const running = many(70, () => lambda.invoke('f', {}));
    await eventually(() => expect(logs).toHaveLength(64));
    gate.open();
    expect((await running).map(({ payload }) => payload)).toEqual(Array(70).fill('"done"'));
  });

  it('answers a throwing invocation with its error, and the others normally', async () => {
    const lambda = sharedWith(
      `exports.handler = async ({ fails }) => { if (fails) throw new TypeError('no'); return 1; };`,
    );
    const [failed, well] = await many(2, (index) => lambda.invoke('f', { fails: index === 0 }));
    expect(failed).toMatchObject({ functionError: 'Unhandled' });
    expect(JSON.parse(failed?.payload ?? '')).toMatchObject({ errorType: 'TypeError', errorMessage: 'no' });
    expect(well).toMatchObject({ payload: '1' });
  });

  it('fails with its process, and gets a new one for the next invocation', async () => {
    const lambda = sharedWith(`exports.handler = async ({ ok }) => { if (!ok) process.exit(3); return ok; };`);
    const results = await many(2, () => lambda.invoke('f', {}));
    for (const { payload } of results) expect(JSON.parse(payload)).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(await lambda.invoke('f', { ok: 'ok' })).toMatchObject({ payload: '"ok"' });
  });

  it('uses a separate process for an invocation with faults', async () => {
    const faults: FaultSource = {
      mayFail: (_name, requestFaults) => requestFaults.length > 0,
      begin: async () => undefined,
      end: () => {},
    };
    const lambda = sharedWith('exports.handler = async () => process.pid;', faults);
    const fault = { id: 1, happened: 0 };
    const plain = await lambda.invoke('f', {});
    const faulty = await lambda.invoke('f', {}, { faults: [fault] });
    expect(faulty.payload).not.toBe(plain.payload);
    expect((await lambda.invoke('f', {})).payload).toBe(plain.payload);
  });

  it('answers running invocations before it stops, and leaves no process behind', async () => {
    const lambda = sharedWith(
      `exports.handler = async () => { await new Promise((r) => setTimeout(r, 50)); return process.pid; };`,
    );
    const begun = many(3, () => lambda.invoke('f', {}));
    await lambda.stop(60_000);
    const pids = (await begun).map(({ payload }) => Number(payload));
    expect(pids.map(commandOf)).toEqual(Array(3).fill(undefined));
  });
});
