import { isDeepStrictEqual } from 'node:util';
import { type Random, seeded } from '../../test/support/random.ts';
import { paymentsTable } from '../../test/support/world.ts';
import type { BankEvent } from './bank-events.ts';
import { ours } from './design.ts';
import { onVirtualGlobals } from './globals.ts';
import type { Violation } from './invariants.ts';
import { type Manners, unkindManners } from './manners.ts';
import type { Mutant } from './mutant.ts';
import type { SimulatedItem } from './operands.ts';
import { quietAfter, untilQuietMs } from './quiet.ts';
import { decisionIn, isPayment, type RefundRow, rowOf } from './rows.ts';
import { Schedules } from './schedules.ts';
import { SimulatedWorld } from './simulated-world.ts';
import { Simulation } from './simulation.ts';
import { stageBy } from './stage.ts';

/** Far from the seeds of everything else. */
const cutSeeds = 0x10000000;
const times = 10;
/** Events come within the minutes of the sweeper, and within the hours of the poller. */
const spreadsMs = [500, 200_000, 6 * 3_600_000] as const;

type Ended = Readonly<{ items: readonly SimulatedItem[]; sent: number; atMs: number }>;
/** `sent`: how many events the second run had. */
type Compared = Readonly<{ violations: readonly Violation[]; sent: number }>;

/**
 * Runs a seed without any event, and once more with each event ten times in any order. Up to a random moment both are one run,
 * with all faults; then the clients are gone, and what was begun is left to the sweeper, the poller and, in one of the two, the
 * events. Both have to end in the same items.
 */
export async function eventsProveNothing(seed: number, mutant?: Mutant): Promise<Compared> {
  const without = await endOf(seed, 'none', mutant);
  const tenfold = await endOf(seed, 'each ten times', mutant);
  const { items, sent, atMs } = tenfold;
  const differences = differencesOf(without.items, items);
  return { violations: differences.map((what) => ({ invariant: 'events prove nothing', what, atMs })), sent };
}

async function endOf(seed: number, events: 'none' | 'each ten times', mutant: Mutant | undefined): Promise<Ended> {
  const random = seeded(seed);
  const own = seeded(seed + cutSeeds);
  const manners = { ...steadyManners(own), ...mutant?.manners };
  const stage = { ...stageBy(own), ...mutant?.stage, hasEvents: false };
  const world = new SimulatedWorld(random, { seed, mutant, trace: false, manners, stage });
  const sent = new TenfoldEvents(world, own, events === 'each ten times');
  const simulation = new Simulation(world, ours, ours.workloadOf(random, mutant?.focus));
  await onVirtualGlobals(world.timeline, random, () =>
    world.timeline.until(leftAlone(world, simulation, { sent, cutMs: own.whole(own.pick([300, 15_000])) })),
  );
  const { timeline, store } = world;
  return { items: store.items(paymentsTable), sent: sent.count, atMs: timeline.now() - timeline.start };
}

/**
 * An intent changes once after it was executed. What changes twice, an authorization that lapses or is captured by hand, or a
 * refused payment that is paid, may be seen or missed between two looks: both are true, and end differently.
 */
const steadyManners = (random: Random): Manners => ({
  ...unkindManners(random),
  authorizedForMs: Number.POSITIVE_INFINITY,
  capturedByHand: 0,
  customerTakesMs: 600_000,
  customerPays: 0,
  paysWhenLookedAt: 0,
  refundsComeBack: 0,
  // Nothing but events tells of them.
  refundedByHand: 0,
  losesRefunds: 0,
  // They raise the refund fence as often as they are seen to change.
  disputes: 0,
});

async function leftAlone(
  world: SimulatedWorld,
  simulation: Simulation,
  { sent, cutMs }: Readonly<{ sent: TenfoldEvents; cutMs: number }>,
): Promise<void> {
  const { timeline, faults, stream, deliveries, processors } = world;
  const schedules = new Schedules(world);
  // Not waited for: whoever is cut off never ends.
  void simulation.begin();
  await timeline.wait(cutMs);
  simulation.clientsLeave();
  faults.quiet = true;
  await timeline.wait(untilQuietMs);
  await stream.told();
  sent.begin();
  await schedules.end();
  await deliveries.settled();
  await timeline.wait(quietAfter(processors));
  await schedules.end();
}

/** Keeps all events until they are to be sent, then sends each ten times. */
class TenfoldEvents {
  readonly #world: SimulatedWorld;
  readonly #random: Random;
  readonly #areSent: boolean;
  #kept: BankEvent[] | undefined = [];
  count = 0;

  constructor(world: SimulatedWorld, random: Random, areSent: boolean) {
    this.#world = world;
    this.#random = random;
    this.#areSent = areSent;
    world.processors.tell((event) => (this.#kept === undefined ? this.#send(event) : this.#kept.push(event)));
  }

  begin(): void {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    for (const event of kept) this.#send(event);
  }

  #send(event: BankEvent): void {
    if (!this.#areSent) return;
    const spread = this.#random.pick(spreadsMs);
    for (let time = 0; time < times; time++) {
      this.count++;
      this.#world.deliveries.sendAfter(this.#random.whole(spread), event);
    }
  }
}

/**
 * Removes the differences that are allowed: times, who settled, the number of polls, whether a decision was seen waiting, and
 * which of two refunds was settled first.
 */
function comparable(item: SimulatedItem): unknown {
  const { outcome: _outcome, refunds: _refunds, lease: _lease, settled_by: _by, polls: _polls, ...rest } = item;
  const row = isPayment(String(item.id)) ? rowOf(item) : undefined;
  return {
    ...timeless(rest),
    decision: row && timeless({ ...decisionIn(row) }),
    refunds: Object.fromEntries(
      Object.entries(row?.refunds ?? {}).map(([id, refund]) => [id, comparableRefund(refund)]),
    ),
  };
}

/** `…_after`: the payment's figures when the refund was settled. */
function comparableRefund(refund: RefundRow): unknown {
  const { answered_as: _answered, settled_by: _by, refunded_after: _after, refundable_after: _left, ...kept } = refund;
  return timeless(kept);
}

const timeless = (item: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !/^lease$|_(at|since|sort|shard)$/.test(name)));

function differencesOf(one: readonly SimulatedItem[], other: readonly SimulatedItem[]): readonly string[] {
  const byId = (items: readonly SimulatedItem[]) => new Map(items.map((item) => [String(item.id), comparable(item)]));
  const [before, after] = [byId(one), byId(other)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((id) => !isDeepStrictEqual(before.get(id), after.get(id)))
    .map((id) => `${id} is ${textOf(before.get(id))} without events, and ${textOf(after.get(id))} with each ten times`);
}

const textOf = (value: unknown) =>
  value === undefined ? 'absent' : JSON.stringify(value, (_name, one) => (typeof one === 'bigint' ? String(one) : one));
