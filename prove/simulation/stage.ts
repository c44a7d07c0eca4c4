import type { ProcessorRoute } from '../../src/processor/routes.ts';
import { onlyProcessor, type Processors, routedProcessors } from '../../src/processor/routing.ts';
import type { Io } from '../../src/runtime/io.ts';
import type { Random } from '../../test/support/random.ts';
import { thisStage } from './another-stage.ts';
import type { Bank } from './bank.ts';
import type { BankEvent } from './bank-events.ts';
import { processorAt } from './bank-processor.ts';
import { IntentBank } from './intent-bank.ts';
import { type Manners, unkindManners } from './manners.ts';
import { type Opened, seen } from './opened-intents.ts';
import { Outage } from './outages.ts';
import type { Process } from './process.ts';

/** The processors that a stage is deployed with. */
export type SimulatedStage = Readonly<{
  hasTwoProcessors: boolean;
  /** Percentage of processors that are down for a while. */
  outages: number;
  /** The processors send events. */
  hasEvents: boolean;
  /** Events of payments are sent to receivers. */
  hasWebhooks: boolean;
  routes: readonly ProcessorRoute[];
}>;

export const plainStage: SimulatedStage = {
  hasTwoProcessors: false,
  outages: 0,
  hasEvents: false,
  hasWebhooks: false,
  routes: [],
};

const second = 'second';
const routings: readonly (readonly ProcessorRoute[])[] = [
  [],
  [{ processor: second }],
  [{ processor: second, methods: ['card'] }],
  [{ processor: second, currencies: ['USD'], from: '6.00' }],
];

export const stageBy = (random: Random): SimulatedStage => ({
  hasTwoProcessors: random.whole(3) === 0,
  outages: random.pick([0, 0, 60]),
  hasEvents: random.whole(2) === 0,
  // Drawn apart, so that runs without webhooks are what they were.
  hasWebhooks: false,
  routes: random.pick(routings),
});

/** A process keeps what it knows of outages from one invocation to the next; a stage has a few of them. */
const instances = 3;

/** The banks of a stage, and how an invocation reaches them. */
export class StageProcessors {
  readonly banks: readonly IntentBank[];
  readonly #bank: Bank;
  readonly #routes: readonly ProcessorRoute[];
  readonly #ways: readonly Io['call'][];
  readonly #random: Random;
  #events = 0;
  /** By processor: its events of disputes and of refunds by hand, as its list has them. */
  readonly #listed = new Map<string, BankEvent[]>();
  #hear: (event: BankEvent) => void = () => undefined;

  /** `random`: for all that a stage with one processor does not have. */
  constructor(
    bank: Bank,
    first: Manners,
    { stage, random }: Readonly<{ stage: SimulatedStage; random: Random }>,
    fixed?: Partial<Manners>,
  ) {
    this.#bank = bank;
    this.#routes = stage.routes;
    this.#random = random;
    this.#ways = Array.from({ length: instances }, () => () => Promise.reject(new TypeError('no part of this')));
    const outage = () => new Outage(bank.services, random, stage.outages);
    const remote = () => ({ ...unkindManners(random), ...fixed });
    this.banks = stage.hasTwoProcessors
      ? [
          new IntentBank(bank, { name: 'simulated', manners: first.openIsLocal ? remote() : first, outage: outage() }),
          new IntentBank(bank, { name: second, manners: remote(), outage: outage() }),
        ]
      : [new IntentBank(bank, { name: 'simulated', manners: first, outage: outage() })];
    for (const one of this.banks) this.#list(one);
  }

  /** Lists the deeds of people and of customers' banks, which the service did not ask for. */
  #list({ name, disputes, refundsByHand, lostRefunds }: IntentBank): void {
    const listed: BankEvent[] = [];
    this.#listed.set(name, listed);
    const add = (opened: Opened, subject: string, more: Partial<BankEvent> = {}) => {
      const event = {
        ...this.#eventOf(name, opened),
        id: `evt_${subject}_${listed.length}`,
        aboutListed: true,
        ...more,
      };
      listed.push(event);
      this.#hear(event);
    };
    disputes.onNews = (opened, dispute, news) => add(opened, dispute.id, { dispute, news });
    refundsByHand.onNews = (opened, reference) => add(opened, reference);
    lostRefunds.onNews = (opened, refundId) => add(opened, refundId);
  }

  readonly #eventOf = (processor: string, opened: Opened) => ({
    processor,
    createdAt: this.#bank.services.timeline.now(),
    intentId: opened.intent.id,
    paymentId: opened.charge.paymentId,
    seen: seen(opened),
  });

  /** Tells of each change of an intent or its refunds. A processor that is never asked for its intents sends no events. */
  tell(hear: (event: BankEvent) => void): void {
    this.#hear = hear;
    for (const one of this.banks.filter(({ manners }) => !manners.openIsLocal)) {
      one.onChange = (opened) => hear({ ...this.#eventOf(one.name, opened), id: `evt_${++this.#events}` });
    }
  }

  /** The processors of an invocation, behind routing. */
  reachedBy(process: Process, now: Io['now']): Processors {
    const all = this.banks.map((one) => processorAt(one, this.#bank, process, this.#listed.get(one.name) ?? []));
    const [only, ...others] = all;
    if (only !== undefined && others.length === 0) return onlyProcessor(only, thisStage);
    const call = this.#random.pick(this.#ways);
    return routedProcessors(all, { routes: this.#routes, keySpace: thisStage }, { call, now });
  }
}
