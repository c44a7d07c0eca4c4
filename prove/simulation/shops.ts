import { type Random, seeded } from '../../test/support/random.ts';
import type { Bank } from './bank.ts';
import type { SimulatedFaults } from './faults.ts';
import type { Violations } from './invariants.ts';
import type { Mutant } from './mutant.ts';
import type { Wish } from './operations.ts';
import { type Purchase, Shop } from './shop.ts';
import { ShopChecks } from './shop-checks.ts';
import { ShopFaults } from './shop-faults.ts';
import { type AskService, ShopNetwork } from './shop-network.ts';
import type { SimulatedStore } from './store.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

type World = Readonly<{
  timeline: Timeline;
  store: SimulatedStore;
  bank: Bank;
  faults: SimulatedFaults;
  trace: Trace;
  violations: Violations;
  register: (wish: Wish) => void;
}>;

/** Far from the seeds of runs and of all else in them. */
const shopSeeds = 0x50000000;

/** Programs that use the client of `client/`, beside the clients that `workload.ts` draws. */
export class Shops {
  readonly #shops: readonly Shop[];
  readonly #checks: ShopChecks;
  readonly #violations: Violations;

  constructor(world: World, random: Random, ask: AskService, mutant: Mutant | undefined) {
    const faults = new ShopFaults(random, world.faults);
    this.#violations = world.violations;
    this.#checks = new ShopChecks(world);
    const sent: AskService = (wish) => {
      world.register(wish);
      return ask(wish);
    };
    const network = new ShopNetwork({ ...world, random, faults, checks: this.#checks, ask: sent });
    const services = { ...world, random, faults, network, checks: this.#checks };
    this.#shops = Array.from({ length: 1 + random.whole(2) }, (_, number) => {
      const name = `shop ${number + 1}`;
      return new Shop(name, purchasesOf(name, random), services, mutant);
    });
  }

  async run(): Promise<void> {
    await Promise.all(this.#shops.map((shop) => shop.run()));
  }

  /** Lets shops finish, now that nothing fails. */
  async end(): Promise<void> {
    const open = await Promise.all(this.#shops.map((shop) => shop.end()));
    this.#violations.require(open.flat().length === 0, 'everything ends', () => `no answer to ${open.flat().join()}`);
  }

  /** Judges what the clients said, once all is quiet. */
  finish(): void {
    this.#checks.finish();
  }
}

/** The shops of a run: of every eighth, and of each with a mutant of the client. Other mutants have none, and keep their seeds. */
export function shopsBy(seed: number, world: World, ask: AskService, mutant: Mutant | undefined): Shops | undefined {
  const own = seeded(seed + shopSeeds);
  const isDrawn = own.whole(8) === 0;
  const isWanted = mutant === undefined ? isDrawn : mutant.client !== undefined;
  return isWanted ? new Shops(world, own, ask, mutant) : undefined;
}

function purchasesOf(shop: string, random: Random): Purchase[] {
  const isOneOrder = random.whole(4) === 0;
  return Array.from({ length: 1 + random.whole(3) }, (_, number) => ({
    intent: `${shop.replace(' ', '-')}-${number + 1}`,
    amount: random.pick(['25.00', '9.00']),
    ...(isOneOrder && { order: 'shop-order' }),
    ...(random.whole(3) === 0 && { closing: random.pick(['capture', 'cancel'] as const) }),
    refunds: Array.from({ length: random.whole(3) }, () => random.pick(['all', '3.00', '20.00'])),
  }));
}
