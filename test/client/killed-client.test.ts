import { describe, expect, it } from 'vitest';
import { memoryKeys } from '../../client/keys/memory.ts';
import { type Crash, CrashingClients, type NetworkFault } from '../support/crashing-client.ts';
import { moments } from '../support/killable-process.ts';
import { buy } from '../support/purchase.ts';

const faults: readonly NetworkFault[] = ['none', 'request lost', 'answer lost', 'refused with 503'];

/** Kills the client at its first await, then at its second …, until one lives to the end. Returns how often it was killed. */
async function killAtEveryAwait(clients: CrashingClients, moment: Crash['moment'], fault: NetworkFault) {
  for (let atAwait = 1; ; atAwait++) {
    const keys = memoryKeys();
    let requests = 0;
    clients.faults = () => (++requests === 1 ? fault : 'none');
    const { result, crashed } = await buy(clients, `${moment} ${fault} ${atAwait}`, () => keys, [{ atAwait, moment }]);
    expect(result.status).toBe('paid');
    if (crashed === 0) return atAwait - 1;
  }
}

describe('a client that is killed', () => {
  it.each(moments)(
    'at each of its awaits, %s what it awaits, charges once after it is started again',
    async (moment) => {
      const clients = new CrashingClients();
      let kills = 0;
      for (const fault of faults) kills += await killAtEveryAwait(clients, moment, fault);
      // Without a fault: the store, the answer, its text, the store. With one: its request and the pause after it, besides.
      expect(kills).toBe(4 + 3 * 6);
      expect(clients.charges.size).toBe(kills + faults.length);
      expect([...clients.charges].filter(([, charges]) => charges.size !== 1)).toEqual([]);
    },
  );

  it('charges twice if its keys die with it, so the test would notice', async () => {
    const clients = new CrashingClients();
    const crash = { atAwait: 2, moment: 'after' } as const;
    const { result } = await buy(clients, 'forgotten', memoryKeys, [crash]);
    expect(result.status).toBe('paid');
    expect(clients.charges.get('forgotten')?.size).toBe(2);
  });
});
