import { seeded } from '../../test/support/random.ts';
import { type Design, ours } from './design.ts';
import type { Fault } from './faults.ts';
import { onVirtualGlobals } from './globals.ts';
import type { Violation } from './invariants.ts';
import { KeyFaults } from './key-faults.ts';
import type { Mutant } from './mutant.ts';
import type { Wish } from './operations.ts';
import { isOver } from './over.ts';
import { withParts } from './partial-captures.ts';
import { never } from './process.ts';
import { quietAfter } from './quiet.ts';
import { Schedules } from './schedules.ts';
import { type Shops, shopsBy } from './shops.ts';
import { SimulatedWorld } from './simulated-world.ts';
import { isFinal, isRefusedForKey, jsonOf, type Told } from './told.ts';
import { named, reads } from './wishes.ts';
import type { Profile, Workload } from './workload.ts';

export type SimulatedRun = Readonly<{
  seed: number;
  violations: readonly Violation[];
  profile: Profile;
  dense: boolean;
  invocations: number;
  calls: ReadonlyMap<string, number>;
  faults: ReadonlyMap<Fault, number>;
  writes: number;
  movements: number;
  virtualMs: number;
  trace: readonly string[];
}>;

export type RunOptions = Readonly<{ design?: Design; mutant?: Mutant | undefined; trace?: boolean }>;

/** One run: everything in it follows from the seed. */
export async function simulate(
  seed: number,
  { design = ours, mutant, trace = false }: RunOptions = {},
): Promise<SimulatedRun> {
  const random = seeded(seed);
  const world = new SimulatedWorld(random, { seed, mutant, trace, exempt: design.exempt });
  const drawn = design.workloadOf(random, mutant?.focus);
  const workload = design === ours ? withParts(drawn, seeded(seed + partSeeds)) : drawn;
  const keys = new KeyFaults(seeded(seed + keySeeds), world.faults);
  const simulation = new Simulation(world, design, workload, design === ours ? keys : undefined);
  if (design === ours) simulation.shops = shopsBy(seed, world, (wish) => simulation.ask(wish), mutant);
  await onVirtualGlobals(world.timeline, random, () => world.timeline.until(simulation.run()));
  const { violations, faults, lambda, timeline } = world;
  return {
    seed,
    violations: violations.found,
    profile: workload.profile,
    dense: workload.dense,
    invocations: lambda.invocations,
    calls: lambda.calls,
    faults: faults.counts,
    writes: world.writes,
    movements: world.bank.books.length,
    virtualMs: timeline.now() - timeline.start,
    trace: world.trace.lines,
  };
}

/** Far from the seeds of runs, so that no run's keys repeat another run. */
const keySeeds = 0x40000000;
const partSeeds = 0x08000000;
const month = 30 * 86_400_000;

/** The clients, workers and end of one run. */
export class Simulation {
  readonly #world: SimulatedWorld;
  readonly #schedules: Schedules;
  readonly #design: Design;
  readonly #workload: Workload;
  readonly #keys: KeyFaults | undefined;
  #haveLeft = false as boolean;
  /** Where they are compared, runs have none. */
  shops: Shops | undefined;

  constructor(world: SimulatedWorld, design: Design, workload: Workload, keys?: KeyFaults) {
    this.#keys = keys;
    this.#world = world;
    this.#schedules = new Schedules(world);
    this.#design = design;
    this.#workload = workload;
    world.hasStream = design.hasWorkers;
    if (workload.profile === 'refusals') {
      world.bank.refundsAreSlow = true;
      world.network.fragile = 'reservation';
    }
    if (workload.profile === 'declines') world.network.fragile = 'settlement';
    if (workload.profile === 'holds') world.network.fragile = 'closing';
    if (workload.profile === 'refunds') world.network.fragile = 'dispute';
    if (workload.profile === 'keyless') world.network.fragile = 'beginning';
    world.lambda.orderGuard = workload.orderGuard;
    for (const wish of workload.wishes) world.register(wish);
  }

  async run(): Promise<void> {
    const { faults, trace } = this.#world;
    await this.begin();
    faults.quiet = true;
    trace.add('', () => '---- the faults stop');
    await this.settle();
  }

  /** Clients and workers begin. Resolves once every client has its answer, or enough. */
  async begin(): Promise<void> {
    const { random } = this.#world;
    const { wishes, profile } = this.#workload;
    // Among functions that freeze, sweepers meet more if they come while clients are there.
    const [mostSweeps, sweepsWithinMs] = profile === 'keyless' ? [8, 40_000] : [4, 180_000];
    const sweeping = Array.from({ length: this.#design.hasWorkers ? random.whole(mostSweeps) : 0 }, () =>
      this.#schedules.sweepAt(random.whole(sweepsWithinMs)),
    );
    const polling = Array.from({ length: this.#design.hasWorkers ? random.whole(4) : 0 }, () =>
      this.#schedules.pollAt(random.whole(random.pick([180_000, 3 * 3_600_000]))),
    );
    const clients = wishes.map((wish, number) => this.#client(`client ${number + 1}`, wish));
    await Promise.all([...clients, ...sweeping, ...polling, this.#world.webhooks?.run(), this.shops?.run()]);
  }

  /** From now on nobody asks for anything. */
  clientsLeave(): void {
    this.#haveLeft = true;
  }

  /** Delivers everything in flight, lets clients without an answer come back, and sweeps up the rest. */
  async settle(): Promise<void> {
    const { timeline, processors, deliveries } = this.#world;
    await timeline.wait(quietAfter(processors));
    await Promise.all([this.#comeBack(), this.shops?.end()]);
    if (this.#design.hasWorkers && this.#world.hasStream) await this.#schedules.end();
    if (this.#world.hasStream) await this.#world.webhooks?.end();
    // Late events find everything decided, and change nothing.
    await deliveries.settled();
    if (this.#design.hasWorkers && this.#world.hasStream) await this.#world.timelines.finish();
    this.#world.finish(this.#design.hasWorkers);
    this.shops?.finish();
  }

  /** Comes back until it is answered, or has had enough; now and then once more, and now and then after a month. */
  async #client(name: string, wish: Wish): Promise<void> {
    const { timeline, random, faults, trace, deployment } = this.#world;
    if (wish.hasNewField) {
      if (deployment.endsAt === Number.POSITIVE_INFINITY) return;
      await timeline.wait(Math.max(0, deployment.endsAt - timeline.now()));
    }
    await timeline.wait(this.#workload.dense || random.whole(3) > 0 ? random.whole(80) : random.whole(12_000));
    if (wish.afterMs !== undefined) await timeline.wait(wish.afterMs);
    let next = wish;
    for (let tries = 1 + random.whole(6); tries > 0; tries--) {
      trace.add(name, () => `${next.request} ${next.body === undefined ? '' : JSON.stringify(next.body)}`);
      const told = await this.ask(this.#keys?.arrive(next) ?? next);
      const fate = faults.at('client');
      const heard = fate === 'client: answer lost' ? undefined : told;
      trace.add(name, () => (heard ? `hears ${heard.status} ${heard.body}` : 'hears nothing'));
      if (fate === 'client: gave up') return;
      // Told that nobody knows, it looks the payment up: sent again, the request would be another one.
      if (wish.isKeyless && heard?.wish.paymentId) [next = wish] = reads(heard.wish);
      if (isFinal(heard) && !isRefusedForKey(heard) && random.whole(3) > 0) return;
      await timeline.wait(
        fate === 'client: back after a month' ? month : 50 + random.whole(this.#workload.dense ? 1_000 : 6_000),
      );
    }
  }

  /** A client that was neither abandoned nor refused a refund or capture repeats its request until it has a final answer. */
  async #comeBack(): Promise<void> {
    const { timeline, violations, refusals, deployment, store } = this.#world;
    const { wishes, abandoned } = this.#workload;
    for (const wish of new Set(wishes)) {
      if (wish.hasNewField && deployment.endsAt === Number.POSITIVE_INFINITY) continue;
      if (wish.isKeyless) continue;
      if (abandoned.has(wish.identity) || refusals.wasRefused(wish)) continue;
      let told: Told | undefined;
      for (let tries = 0; tries < 3 && !isOver(told, store); tries++) {
        told = await this.ask(wish);
        if (!isOver(told, store)) await timeline.wait(15_000);
      }
      violations.require(
        isOver(told, store),
        'everything ends',
        () => `${wish.request} (${wish.identity}): ${told?.status} ${told?.body}`,
      );
    }
  }

  /** One request, and what the function answered: nothing if it never did. */
  async ask(wish: Wish): Promise<Told | undefined> {
    const { refusals } = this.#world;
    if (this.#haveLeft) return never();
    const ask = refusals.asks(wish);
    this.#world.told.asks(wish);
    const told = await this.#told(wish).catch((error: unknown) => {
      this.#world.violations.add('no bugs', `${wish.request}: ${error}`);
      return undefined;
    });
    refusals.ended(wish, ask, told);
    if (told !== undefined) this.#world.heard(told);
    return told;
  }

  async #told(wish: Wish): Promise<Told | undefined> {
    const { lambda, timeline } = this.#world;
    const { answer, process, begunAt } = await lambda.invoke(wish.operation, (surroundings) => {
      this.#world.wishOf.set(surroundings.process, wish);
      const handlers = this.#world.deployment.handlers();
      return this.#design.answer(this.#world.arrive(wish), { ...surroundings, handlers });
    });
    if (answer === undefined) return undefined;
    const { statusCode: status, headers = {}, body } = answer;
    const told = jsonOf(body);
    const answered = this.#design.answered?.(wish, body) ?? named(wish, told);
    return { wish: answered, process, begunAt, at: timeline.now(), status, headers, body, json: told };
  }
}
