import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Lambda } from '../../hermetic/lambda/lambda.ts';
import { TestFunctions } from './test-functions.ts';

const code = new TestFunctions();
const started: Lambda[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((lambda) => lambda.stop(0)));
});
afterAll(() => code.remove());

const yearMs = 365 * 86_400_000;

/** A function in its own process, with a clock that the test moves. */
function lambdaWith(handler: string, before = '') {
  const clock = { offsetMs: 0 };
  const app = code.declare({
    f: { code: `${before}; exports.handler = async (_event, context) => (${handler});`, timeoutMs: 5_000 },
  });
  const lambda = new Lambda(app, {
    functionEnvironment: {},
    concurrency: 1,
    log: () => {},
    clockOffsetMs: () => clock.offsetMs,
  });
  started.push(lambda);
  const returned = async () => JSON.parse((await lambda.invoke('f', {})).payload);
  return { clock, returned };
}

// A proxy is not the constructor of its own dates, and its `now` is not native code.
const isBuiltIn = 'Date.prototype.constructor === Date && /native code/.test(String(Date.now))';

describe('the Date of a function', () => {
  it('is the built-in one until the clock is moved', async () => {
    const { clock, returned } = lambdaWith(isBuiltIn);
    expect(await returned()).toBe(true);
    clock.offsetMs = 1;
    expect(await returned()).toBe(false);
  });

  it('moves with the clock in a process that was frozen during the move', async () => {
    const { clock, returned } = lambdaWith(
      '[Date.now(), new Date().getTime(), Date.parse(Date()), pid]',
      'const { pid } = process',
    );
    const [real, , , pid] = await returned();
    clock.offsetMs = yearMs;
    const [now, made, called, samePid] = await returned();
    expect(samePid).toBe(pid);
    for (const [moved, slackMs] of [
      [now, 0],
      [made, 0],
      [called, 1_000],
    ] as const) {
      expect(moved).toBeGreaterThanOrEqual(real + yearMs - slackMs);
      expect(moved).toBeLessThan(real + 2 * yearMs);
    }
  });

  it('is moved already while the function’s module loads', async () => {
    const { clock, returned } = lambdaWith('loadedAt', 'const loadedAt = Date.now()');
    clock.offsetMs = yearMs;
    expect(await returned()).toBeGreaterThan(Date.now() + yearMs / 2);
  });

  it('does not change explicit dates, subclasses and dates from before the move', async () => {
    const before = 'const early = new Date(0); class Day extends Date {}';
    const { clock, returned } = lambdaWith(
      `[new Date(0).toISOString(), new Date(2026, 0, 1).getFullYear(), early instanceof Date, new Date() instanceof Date,
        Date.UTC(1970, 0), new Day(5).getTime(), new Day() instanceof Day, new Day().getTime() - Date.now() > -1000, Date.name]`,
      before,
    );
    clock.offsetMs = yearMs;
    expect(await returned()).toEqual(['1970-01-01T00:00:00.000Z', 2026, true, true, 0, 5, true, true, 'Date']);
  });

  it('does not affect timers or Lambda’s deadline', async () => {
    const { clock, returned } = lambdaWith(
      '[await new Promise((resolve) => setTimeout(resolve, 1, "rang")), context.getRemainingTimeInMillis() > 0]',
    );
    clock.offsetMs = yearMs;
    expect(await returned()).toEqual(['rang', true]);
  });
});
