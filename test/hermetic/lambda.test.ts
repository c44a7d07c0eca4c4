import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { FunctionPool } from '../../hermetic/lambda/function-pool.ts';
import type { FunctionLogLine } from '../../hermetic/lambda/invocation.ts';
import { Lambda } from '../../hermetic/lambda/lambda.ts';
import { commandOf } from '../../hermetic/process/processes.ts';
import type { FunctionDefinition } from '../../hermetic/template/app-definition.ts';
import { eventually } from '../support/eventually.ts';
import { Gate, type TestFunction, TestFunctions } from './test-functions.ts';

const code = new TestFunctions();
const started: Lambda[] = [];
const logs: FunctionLogLine[] = [];

function lambdaWith(
  functions: Readonly<Record<string, string | TestFunction>>,
  concurrency = 10,
  idleLimitMs = 60_000,
): Lambda {
  const log = (line: FunctionLogLine) => logs.push(line);
  const functionEnvironment = { ENDPOINT: 'here' };
  const lambda = new Lambda(code.declare(functions), { functionEnvironment, concurrency, idleLimitMs, log });
  started.push(lambda);
  return lambda;
}

async function returned(lambda: Lambda, name: string, event: unknown = {}) {
  const { payload, functionError } = await lambda.invoke(name, event);
  expect(functionError, payload).toBeUndefined();
  return JSON.parse(payload);
}

const logged = () => logs.map(({ text }) => text).join('\n');

afterEach(async () => {
  await Promise.all(started.splice(0).map((lambda) => lambda.stop(0)));
  logs.length = 0;
});
afterAll(() => code.remove());

const overlapping = `
  let running = 0, invocations = 0;
  exports.handler = async ({ ms = 20 }) => {
    running += 1; invocations += 1;
    await new Promise((resolve) => setTimeout(resolve, ms));
    const together = running; running -= 1;
    return { pid: process.pid, together, invocations };
  };`;

describe('a function’s process', () => {
  it('runs one invocation at a time, and there are no more processes than the concurrency allows', async () => {
    const lambda = lambdaWith({ f: overlapping }, 3);
    const answers = await Promise.all(Array.from({ length: 30 }, () => returned(lambda, 'f')));
    expect(answers.map(({ together }) => together)).toEqual(Array(30).fill(1));
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(3);
  });

  it('is started for each of several parallel invocations', async () => {
    const lambda = lambdaWith({ f: overlapping });
    const answers = await Promise.all(Array.from({ length: 4 }, () => returned(lambda, 'f', { ms: 100 })));
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(4);
  });

  it('keeps the function’s state between invocations, which are first come, first served', async () => {
    const lambda = lambdaWith({ f: overlapping }, 1);
    const answers = await Promise.all(Array.from({ length: 5 }, () => returned(lambda, 'f', { ms: 1 })));
    expect(answers.map(({ invocations }) => invocations)).toEqual([1, 2, 3, 4, 5]);
  });

  it('never runs an invocation whose caller gave up in the queue', async () => {
    const lambda = lambdaWith({ f: overlapping }, 1);
    const first = returned(lambda, 'f', { ms: 100 });
    const caller = new AbortController();
    const abandoned = lambda.invoke('f', { ms: 1 }, { signal: caller.signal });
    caller.abort();
    await expect(abandoned).rejects.toMatchObject({ status: 429 });
    await first;
    expect(await returned(lambda, 'f', { ms: 1 })).toMatchObject({ invocations: 2 });
  });

  it('ends after being idle', async () => {
    const lambda = lambdaWith({ f: overlapping }, 10, 50);
    const { pid } = await returned(lambda, 'f');
    expect(commandOf(pid)).toBeDefined();
    await eventually(() => expect(commandOf(pid)).toBeUndefined());
    expect((await returned(lambda, 'f')).pid).not.toBe(pid);
  });

  it('is frozen between invocations', async () => {
    const lambda = lambdaWith({
      f: 'let ticks = 0; setInterval(() => { ticks += 1; }, 5); exports.handler = async () => ticks;',
      other: `exports.handler = () => new Promise((resolve) => {
        let ticks = 0;
        const ticking = setInterval(() => { if (++ticks === 40) { clearInterval(ticking); resolve(ticks); } }, 5);
      });`,
    });
    const before = await returned(lambda, 'f');
    expect(await returned(lambda, 'other')).toBe(40);
    expect(await returned(lambda, 'f')).toBeLessThan(before + 5);
  });

  it('sees the variables of its template and of Lambda, but none of the parent process', async () => {
    process.env.PARENT_SECRET = 'secret';
    const lambda = lambdaWith({
      f: { code: 'exports.handler = async () => process.env;', environment: { TABLE: 'payments' }, memoryMb: 256 },
    });
    const variables = await returned(lambda, 'f');
    expect(variables).toMatchObject({
      TABLE: 'payments',
      ENDPOINT: 'here',
      _HANDLER: 'index.handler',
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'shop-local-f',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/shop-local-f',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      LAMBDA_TASK_ROOT: expect.stringContaining(code.directory),
      TZ: ':UTC',
    });
    const unknown = Object.keys(variables).filter((name) => !/^(AWS_|_HANDLER|_X_AMZN|LAMBDA_)/.test(name));
    expect(unknown.sort((one, other) => one.localeCompare(other))).toEqual(['ENDPOINT', 'LANG', 'PATH', 'TABLE', 'TZ']);
  });

  it('passes Lambda’s context to the handler', async () => {
    const lambda = lambdaWith({
      f: 'exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });',
    });
    const result = await lambda.invoke('f', {});
    const { left, ...context } = JSON.parse(result.payload);
    expect(context).toEqual({
      awsRequestId: result.requestId,
      functionName: 'shop-local-f',
      functionVersion: '$LATEST',
      invokedFunctionArn: expect.stringMatching(/^arn:aws:lambda:.*:function:shop-local-f$/),
      memoryLimitInMB: '512',
      logGroupName: '/aws/lambda/shop-local-f',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    });
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(10_000);
  });

  it('reports the init duration of a cold start only', async () => {
    const lambda = lambdaWith({ f: 'exports.handler = async () => 1;' });
    expect((await lambda.invoke('f', {})).initMs).toBeGreaterThan(0);
    expect((await lambda.invoke('f', {})).initMs).toBeUndefined();
  });

  it('passes on log lines before the answer, with their request id', async () => {
    const lambda = lambdaWith({ f: `exports.handler = async () => { console.log('one'); console.error('two'); };` });
    const { requestId } = await lambda.invoke('f', {});
    expect(logs).toHaveLength(2);
    for (const text of ['one', 'two']) {
      expect(logs).toContainEqual({ functionName: 'shop-local-f', requestId, text });
    }
  });

  it('finds no package.json and no node_modules above the function’s folder', async () => {
    writeFileSync(join(code.directory, 'package.json'), '{"type":"module"}');
    const lambda = lambdaWith({
      f: `exports.handler = async () => { try { return require('../other.js'); } catch (error) { return error.message; } };`,
    });
    writeFileSync(join(code.directory, 'other.js'), 'export const a = 1');
    expect(await returned(lambda, 'f')).toContain('it is not bundled');
  });

  it('answers null if the event loop is empty and the promise still pending', async () => {
    const lambda = lambdaWith({ f: 'exports.handler = () => new Promise(() => {});' });
    expect(await returned(lambda, 'f')).toBeNull();
    expect(await returned(lambda, 'f')).toBeNull();
  });
});

describe('a function error', () => {
  const fails = (what: string, how: string) =>
    `exports.handler = async ({ ok }) => { if (ok) return ok; ${how} }; // ${what}`;
  it.each([
    ['a throw', fails('throw', `throw new TypeError('no');`), 'TypeError', 'no'],
    ['a throw of a string', fails('string', `throw 'no';`), 'string', 'no'],
    ['an exit', fails('exit', 'process.exit(3);'), 'Runtime.ExitError', 'exit status 3'],
    [
      'an uncaught exception',
      fails('uncaught', `setTimeout(() => { throw new Error('late'); }); await new Promise(() => {});`),
      'Error',
      'late',
    ],
    [
      'an unhandled rejection',
      fails('rejected', `Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 50));`),
      'Runtime.UnhandledPromiseRejection',
      'lost',
    ],
    [
      'a kill',
      fails('kill', `process.kill(process.pid, 'SIGKILL'); await new Promise((r) => setTimeout(r, 999));`),
      'Runtime.ExitError',
      'SIGKILL',
    ],
    [
      'a response of more than 6 MB',
      fails('large', `return 'x'.repeat(6 * 1024 * 1024);`),
      'Function.ResponseSizeTooLarge',
      '6291456 bytes',
    ],
  ])('is the result of %s, and the next invocation succeeds', async (_what, source, errorType, message) => {
    const lambda = lambdaWith({ f: source });
    const result = await lambda.invoke('f', {});
    expect(result.functionError).toBe('Unhandled');
    expect(JSON.parse(result.payload)).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) });
    expect(await returned(lambda, 'f', { ok: 'ok' })).toBe('ok');
  });

  it('is the result of a timeout: the process is killed, and the log says so', async () => {
    const lambda = lambdaWith({
      f: { code: 'exports.handler = async () => { console.log(process.pid); for (;;); };', timeoutMs: 1_000 },
    });
    expect((await lambda.invoke('f', {})).functionError).toBe('Unhandled');
    expect(logged()).toContain('Task timed out after 1.00 seconds');
    expect(commandOf(Number(logs[0]?.text))).toBeUndefined();
  });

  it('is the result of using more memory than the template allows', async () => {
    const lambda = lambdaWith({
      f: {
        code: 'exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(0.5)); };',
        memoryMb: 64,
      },
    });
    expect((await lambda.invoke('f', {})).functionError).toBe('Unhandled');
    expect(logged()).toContain('heap out of memory');
  });

  it.each([
    ['throws while it loads', `throw new Error('no table');`, 'no table'],
    ['does not parse', 'exports.handler = async (', 'SyntaxError'],
    ['exports no handler', 'exports.other = 1;', 'Runtime.HandlerNotFound'],
    ['takes a callback', 'exports.handler = (event, context, callback) => callback();', 'CallbackHandlerDeprecated'],
    ['misses a module', `require('left-pad');`, 'left-pad'],
  ])('is the result of a cold start that %s, and the log says why', async (_what, source, why) => {
    const lambda = lambdaWith({ f: source });
    expect((await lambda.invoke('f', {})).functionError).toBe('Unhandled');
    expect(logged()).toContain(why);
  });
});

describe('Lambda', () => {
  it('refuses an event of more than 6 MB', async () => {
    const lambda = lambdaWith({ f: 'exports.handler = async () => 1;' });
    await expect(lambda.invoke('f', 'x'.repeat(6 * 1024 * 1024))).rejects.toMatchObject({ status: 413 });
  });

  it('passes on an event of nearly 6 MB with any characters', async () => {
    const lambda = lambdaWith({ f: 'exports.handler = async (event) => event;' });
    const event = `ä\u2028\n${'x'.repeat(6 * 1024 * 1024 - 100)}`;
    expect(await returned(lambda, 'f', event)).toBe(event);
  });

  it('runs new code for new invocations while running ones end on the old code', async () => {
    const gate = new Gate(code);
    const versioned = (version: number) =>
      `exports.handler = async ({ waits }) => { if (waits) ${gate.awaited}; return ${version}; };`;
    const lambda = lambdaWith({ f: versioned(1) });
    const begun = Array.from({ length: 3 }, () => returned(lambda, 'f', { waits: true }));
    await eventually(() => expect(logs).toHaveLength(3));
    lambda.reload(code.declare({ f: versioned(2) }));
    expect(await returned(lambda, 'f')).toBe(2);
    gate.open();
    expect(await Promise.all(begun)).toEqual([1, 1, 1]);
  });

  const slow = `exports.handler = async ({ ms }) => { console.log(process.pid); await new Promise((r) => setTimeout(r, ms)); return 'done'; };`;
  it('answers accepted invocations before it stops, and leaves no process behind', async () => {
    const lambda = lambdaWith({ f: slow }, 2);
    const begun = Array.from({ length: 4 }, () => returned(lambda, 'f', { ms: 100 }));
    await lambda.stop(60_000);
    expect(await Promise.all(begun)).toEqual(Array(4).fill('done'));
    expect(logs.map(({ text }) => commandOf(Number(text)))).toEqual(Array(4).fill(undefined));
  });

  it('kills what takes longer than the grace period when it stops', async () => {
    const lambda = lambdaWith({ f: slow }, 1);
    const begun = lambda.invoke('f', { ms: 9_000 });
    const waiting = expect(lambda.invoke('f', { ms: 0 })).rejects.toMatchObject({ status: 429 });
    await eventually(() => expect(logs).toHaveLength(1));
    await lambda.stop(50);
    expect((await begun).functionError).toBe('Unhandled');
    await waiting;
    expect(commandOf(Number(logs[0]?.text))).toBeUndefined();
  });
});

describe('a function whose code is built when it is called', () => {
  const answering = "exports.handler = async () => 'done';";

  /** A function whose build takes until `ready`; `builds` lists the folders that were requested. */
  function waitingFor(ready: Promise<void>) {
    const builds: string[] = [];
    const prepareCode = ({ codeDir }: FunctionDefinition) => {
      builds.push(codeDir);
      return ready;
    };
    const declared = code.declare({ f: answering });
    const lambda = new Lambda(declared, { functionEnvironment: {}, concurrency: 10, log: () => {}, prepareCode });
    started.push(lambda);
    return { lambda, declared, builds };
  }

  it('is called once its code is built, and is built once', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { lambda, declared, builds } = waitingFor(promise);
    const first = returned(lambda, 'f');
    resolve();
    expect([await first, await returned(lambda, 'f')]).toEqual(['done', 'done']);
    expect(builds).toEqual([declared.functions.get('f')?.codeDir]);
  });

  it.each([
    ['a reload', (lambda: Lambda) => lambda.reload(code.declare({ f: "exports.handler = async () => 'new';" }))],
    ['a stop', (lambda: Lambda) => lambda.stop(5_000)],
  ])('is called if the invocation was accepted before %s', async (_, end) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { lambda } = waitingFor(promise);
    const accepted = returned(lambda, 'f');
    const ended = end(lambda);
    resolve();
    expect(await accepted).toBe('done');
    await ended;
  });

  it('rejects the call with the build’s error, and can still be stopped', async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    const { lambda } = waitingFor(promise);
    const accepted = lambda.invoke('f', {});
    const stopped = lambda.stop(5_000);
    reject(new Error('does not build'));
    await expect(accepted).rejects.toThrow('does not build');
    await stopped;
  });

  it('is not called if its pool is killed during the build', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const declared = code.declare({ f: answering }).functions.get('f');
    if (declared === undefined) throw new Error('it is declared above');
    const options = { functionEnvironment: {}, concurrency: 10, log: () => {}, prepareCode: () => promise };
    const pool = new FunctionPool(declared, options);
    const accepted = pool.invoke('{}', 'trace');
    const killed = pool.kill();
    resolve();
    await expect(accepted).rejects.toMatchObject({ status: 429 });
    await killed;
  });
});

describe('a function that runs in this process', () => {
  const declared = () => code.declare({ f: "exports.handler = async () => 'process';" });
  const lambdaOf = (answer: string | undefined, faulty = false) => {
    const faults = { mayFail: () => faulty, begin: async () => undefined, end: () => {} };
    const options = { functionEnvironment: {}, concurrency: 1, log: () => {}, faults };
    const lambda = new Lambda(declared(), { ...options, inProcessFunctions: () => async () => answer });
    started.push(lambda);
    return lambda;
  };

  it('starts no process', async () => {
    expect(await lambdaOf('"here"').invoke('f', {})).toMatchObject({ payload: '"here"', maxMemoryMb: 0 });
  });

  it.each([
    ['it declines', lambdaOf.bind(undefined, undefined)],
    ['a fault may happen in', lambdaOf.bind(undefined, '"here"', true)],
  ])('uses its own process for an event that %s', async (_what, make) => {
    expect(await returned(make(), 'f')).toBe('process');
  });

  it('uses its own process after a reload, which may have changed its code', async () => {
    const lambda = lambdaOf('"here"');
    lambda.reload(declared());
    expect(await returned(lambda, 'f')).toBe('process');
  });
});
