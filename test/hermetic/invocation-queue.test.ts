import { describe, expect, it } from 'vitest';
import { InvocationQueue } from '../../hermetic/lambda/invocation-queue.ts';

const nothing = { invocations: 0, bytes: 0 };

describe('the queue of invocations that wait for a process', () => {
  it('holds no more bytes than its limit, and refuses further invocations', async () => {
    const queue = new InvocationQueue<string>('f', 1_000);
    const waiting = Array.from({ length: 10 }, () => queue.wait(100));
    expect(queue.size).toEqual({ invocations: 10, bytes: 1_000 });
    for (let more = 0; more < 1_000; more++) {
      await expect(queue.wait(100)).rejects.toMatchObject({
        status: 429,
        message: 'f has 10 invocations waiting already',
      });
    }
    expect(queue.size).toEqual({ invocations: 10, bytes: 1_000 });
    for (const _ of waiting) queue.next()?.resolve('turn');
    expect(await Promise.all(waiting)).toEqual(Array(10).fill('turn'));
    expect(queue.size).toEqual(nothing);
  });

  it('accepts an invocation larger than the limit if it is empty', async () => {
    const queue = new InvocationQueue<string>('f', 1_000);
    const large = queue.wait(6_000_000);
    queue.next()?.resolve('turn');
    expect(await large).toBe('turn');
  });

  it('is first in, first out, and drops invocations whose callers gave up', async () => {
    const queue = new InvocationQueue<string>('f');
    const callers = Array.from({ length: 4 }, () => new AbortController());
    const served: number[] = [];
    const waiting = callers.map(({ signal }, index) =>
      queue.wait(10, signal).then(
        () => served.push(index),
        ({ message }: Error) => message,
      ),
    );
    callers[1]?.abort();
    callers[2]?.abort();
    expect(queue.size).toEqual({ invocations: 2, bytes: 20 });
    for (let next = queue.next(); next !== undefined; next = queue.next()) next.resolve('turn');
    // Too late: its turn has come.
    callers[3]?.abort();
    const gaveUp = 'f was not invoked: its caller gave up waiting';
    expect((await Promise.all(waiting)).slice(1, 3)).toEqual([gaveUp, gaveUp]);
    expect(served).toEqual([0, 3]);
    expect(queue.size).toEqual(nothing);
  });

  it('does not accept an invocation whose caller has given up already', async () => {
    const queue = new InvocationQueue<string>('f');
    await expect(queue.wait(10, AbortSignal.abort())).rejects.toMatchObject({ status: 429 });
    expect(queue.size).toEqual(nothing);
  });

  it('refuses everything in it when the function is stopped', async () => {
    const queue = new InvocationQueue<string>('f');
    const waiting = [queue.wait(10), queue.wait(10)];
    queue.refuseAll('is being stopped');
    const refused = { status: 'rejected', reason: expect.objectContaining({ message: 'f is being stopped' }) };
    expect(await Promise.allSettled(waiting)).toEqual([refused, refused]);
    expect(queue.size).toEqual(nothing);
  });
});
