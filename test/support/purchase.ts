import type { KeyStore } from '../../client/keys/key-store.ts';
import type { PayResult } from '../../client/results.ts';
import type { Crash, CrashingClients } from './crashing-client.ts';

/**
 * A program that buys one thing, is killed by each of these crashes in turn, and starts again each time. `keys` opens the
 * store, as every process does. Returns the last result and how many crashes came.
 */
export async function buy(
  clients: CrashingClients,
  purchase: string,
  keys: () => KeyStore,
  crashes: readonly Crash[],
): Promise<Readonly<{ result: PayResult; crashed: number }>> {
  let crashed = 0;
  for (const crash of [...crashes, undefined]) {
    const { payments, process } = clients.client(keys(), crash);
    const program = async () => {
      for await (const resumed of payments.resume()) void resumed;
      return payments.pay({ amount: '25.00', currency: 'EUR', metadata: { purchase } }, { intent: purchase });
    };
    const result = await Promise.race([program(), process.killed.promise]);
    if (result !== 'killed') return { result, crashed };
    crashed += 1;
  }
  throw new Error('the last client was not to be killed');
}
