import { hash } from 'node:crypto';
import type { Random } from '../../test/support/random.ts';
import { seeded } from '../../test/support/random.ts';
import { paymentsTable } from '../../test/support/world.ts';
import { ours } from './design.ts';
import { type Fate, Gate, type GateStep } from './gate.ts';
import { onVirtualGlobals } from './globals.ts';
import type { Violation } from './invariants.ts';
import type { Mutant } from './mutant.ts';
import type { Wish } from './operations.ts';
import type { Scenario } from './scenarios.ts';
import { SimulatedWorld } from './simulated-world.ts';
import { Simulation } from './simulation.ts';
import { isFinal } from './told.ts';

/** A point at which more than one thing may come next. */
export type Fork = { readonly state: string; readonly options: number; taken: number; schedules: number };

/** Longer than a lease, so that who comes back may take over. */
const comesBackMs = 11_000;
const mostTries = 2;

type Search = Readonly<{
  forks: Fork[];
  known: ReadonlyMap<string, number>;
  mostFaults: number;
  mutant: Mutant | undefined;
}>;
type Ended = Readonly<{ schedules: number; schedule: readonly string[]; violations: readonly Violation[] }>;

/** No chance: whatever asks for it gets the middle. */
export const noChance: Random = {
  ...seeded(0),
  whole: (below) => Math.floor(below / 2),
  pick: (values) => values[0] as never,
};

/** One run, along the forks that are known, and on from there by whatever comes first. */
export class Exploration {
  readonly #scenario: Scenario;
  readonly #search: Search;
  readonly #gate: Gate;
  readonly #world: SimulatedWorld;
  readonly #simulation: Simulation;
  readonly #schedule: string[] = [];
  /** A hash of all that every process has seen, in its order: with the answers and the store, that is the whole state. */
  readonly #seen = new Map<string, string>();
  readonly #answers: string[] = [];
  #faults = 0;
  #depth = 0;

  constructor(scenario: Scenario, search: Search) {
    this.#scenario = scenario;
    this.#search = search;
    const { manners } = scenario;
    this.#gate = new Gate(manners !== undefined);
    const watched = { mutant: search.mutant, trace: false, gate: this.#gate, manners };
    this.#world = new SimulatedWorld(noChance, { seed: 0, ...watched });
    this.#world.faults.quiet = true;
    this.#world.hasStream = false;
    const wishes = [...scenario.before, ...scenario.clients];
    const workload = { profile: 'keys' as const, dense: true, orderGuard: false, wishes, abandoned: new Set<string>() };
    this.#simulation = new Simulation(this.#world, ours, workload);
    this.#gate.onTaken = (step, fate, applied) => this.#took(step, fate, applied);
  }

  go = (): Promise<Ended> => onVirtualGlobals(this.#world.timeline, noChance, () => this.#run());

  async #run(): Promise<Ended> {
    const { timeline, violations } = this.#world;
    this.#gate.open = true;
    await timeline.until(this.#before());
    this.#gate.open = false;
    let isOver = false;
    const clients = Promise.all(this.#scenario.clients.map((wish) => this.#client(wish))).then(() => {
      isOver = true;
    });
    for (;;) {
      await timeline.settled();
      const options = this.#options();
      if (options.length > 0) {
        const schedules = this.#takeOne(options);
        if (schedules !== undefined) return { schedules, schedule: this.#schedule, violations: violations.found };
      } else if (isOver || !timeline.ringNext()) break;
    }
    await clients;
    this.#gate.open = true;
    await timeline.until(this.#simulation.settle());
    return { schedules: 1, schedule: this.#schedule, violations: violations.found };
  }

  async #before(): Promise<void> {
    for (const wish of this.#scenario.before) await this.#simulation.ask(wish);
  }

  async #client(wish: Wish): Promise<void> {
    for (let tries = 0; tries < mostTries; tries++) {
      const told = await this.#simulation.ask({ ...wish, headers: { ...wish.headers, Prefer: 'wait=0' } });
      this.#answers.push(`${told?.wish.identity} ${told?.status} ${told?.body}`);
      if (isFinal(told)) return;
      await this.#world.timeline.wait(comesBackMs);
    }
  }

  #options(): readonly (readonly [GateStep, Fate])[] {
    const left = this.#search.mostFaults - this.#faults;
    return this.#gate.waiting
      .filter(({ process, adrift }) => adrift || !process.isDead)
      .flatMap((step) => this.#gate.fates(step, left).map((fate) => [step, fate] as const));
  }

  /** The number of schedules from here on, if another run went on from the very same state. */
  #takeOne(options: readonly (readonly [GateStep, Fate])[]): number | undefined {
    const { forks, known } = this.#search;
    if (this.#depth === forks.length) {
      const state = this.#state();
      const schedules = known.get(state);
      if (schedules !== undefined) return schedules;
      forks.push({ state, options: options.length, taken: 0, schedules: 0 });
    }
    const [step, fate] = options[forks[this.#depth++]?.taken ?? 0] as readonly [GateStep, Fate];
    if (fate !== 'done') this.#faults++;
    this.#gate.take(step, fate);
    return undefined;
  }

  #took({ process, what, tries, adrift }: GateStep, fate: Fate, applied: unknown): void {
    const outcome =
      applied === undefined
        ? ''
        : JSON.stringify(applied, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
    this.#note(process.name, `${what} ${tries} ${adrift} ${fate} ${outcome}`);
    if (!this.#gate.open) this.#schedule.push(`${process.name}: ${what}${fate === 'done' ? '' : ` [${fate}]`}`);
  }

  #note(who: string, what: string): void {
    this.#seen.set(who, hashOf(`${this.#seen.get(who) ?? ''} ${what}`));
  }

  #state(): string {
    const { store, bank, processors, timeline } = this.#world;
    const waiting = this.#gate.waiting.map(({ process, what, tries, adrift }) => [process.name, what, tries, adrift]);
    const books = bank.books.map(({ key, kind }) => `${kind} ${key}`).sort(inOrder);
    const seen = [...this.#seen].sort(([one], [other]) => (one < other ? -1 : 1));
    const items = store.items(paymentsTable).toSorted((one, other) => (String(one.id) < String(other.id) ? -1 : 1));
    return hashOf(
      JSON.stringify([
        timeline.now(),
        this.#faults,
        items,
        books,
        processors.banks.flatMap((one) => one.states()),
        seen,
        this.#answers.toSorted(inOrder),
        waiting.map((one) => JSON.stringify(one)).sort(inOrder),
      ]),
    );
  }
}

const hashOf = (text: string) => hash('sha256', text, 'base64url');
const inOrder = (one: string, other: string) => (one < other ? -1 : 1);
