import { describe, expect, it } from 'vitest';
import { InvocationQueue } from '../../hermetic/lambda/invocation-queue.ts';

const nothing = { invocations: 0, bytes: 0 };

describe('the line of invocations that wait for an execution environment', () => {
  it('keeps no more bytes than its bound: what comes then is refused, and kept nowhere', async () => {
    const line = new InvocationQueue<string>('f', 1_000);
    const waiting = Array.from({ length: 10 }, () => line.wait(100));
    expect(line.size).toEqual({ invocations: 10, bytes: 1_000 });
    for (let more = 0; more < 1_000; more++) {
      await expect(line.wait(100)).rejects.toMatchObject({
        status: 429,
        message: 'f has 10 invocations waiting already',
      });
    }
    expect(line.size).toEqual({ invocations: 10, bytes: 1_000 });
    for (const _ of waiting) line.next()?.resolve('turn');
    expect(await Promise.all(waiting)).toEqual(Array(10).fill('turn'));
    expect(line.size).toEqual(nothing);
  });

  it('takes one that is larger than the bound when nobody else waits', async () => {
    const line = new InvocationQueue<string>('f', 1_000);
    const large = line.wait(6_000_000);
    line.next()?.resolve('turn');
    expect(await large).toBe('turn');
  });

  it('is first come, first served, and keeps nothing of those whose callers gave up', async () => {
    const line = new InvocationQueue<string>('f');
    const callers = Array.from({ length: 4 }, () => new AbortController());
    const served: number[] = [];
    const waiting = callers.map(({ signal }, index) =>
      line.wait(10, signal).then(
        () => served.push(index),
        ({ message }: Error) => message,
      ),
    );
    callers[1]?.abort();
    callers[2]?.abort();
    expect(line.size).toEqual({ invocations: 2, bytes: 20 });
    for (let next = line.next(); next !== undefined; next = line.next()) next.resolve('turn');
    // Too late: it has had its turn.
    callers[3]?.abort();
    const gaveUp = 'f was not invoked: its caller gave up waiting';
    expect((await Promise.all(waiting)).slice(1, 3)).toEqual([gaveUp, gaveUp]);
    expect(served).toEqual([0, 3]);
    expect(line.size).toEqual(nothing);
  });

  it('keeps nothing of a caller that gave up before it came', async () => {
    const line = new InvocationQueue<string>('f');
    await expect(line.wait(10, AbortSignal.abort())).rejects.toMatchObject({ status: 429 });
    expect(line.size).toEqual(nothing);
  });

  it('refuses all that wait when the function is stopped', async () => {
    const line = new InvocationQueue<string>('f');
    const waiting = [line.wait(10), line.wait(10)];
    line.refuseAll('is being stopped');
    const refused = { status: 'rejected', reason: expect.objectContaining({ message: 'f is being stopped' }) };
    expect(await Promise.allSettled(waiting)).toEqual([refused, refused]);
    expect(line.size).toEqual(nothing);
  });
});
