import {
  type Charge,
  type Intent,
  type Observation,
  type Processor,
  ProcessorTrouble,
} from '../../src/processor/port.ts';
import type { Bank, Movement } from './bank.ts';
import { abilitiesBy, longestWorkMs, type Manners } from './manners.ts';
import { localIntent, type Opened, parametersOf, seen } from './opened-intents.ts';
import type { Process } from './process.ts';
import { RefundDesk } from './refund-desk.ts';
import { RememberedKeys } from './remembered-keys.ts';

/** A processor of intents: their state protects them, and no promise about keys has to be believed. */
export class IntentBank {
  readonly manners: Manners;
  readonly #bank: Bank;
  readonly #refunds: RefundDesk;
  readonly #opened = new Map<string, Opened>();
  readonly #keys: RememberedKeys<string>;
  readonly #voided = new Set<string>();
  /** Tells which intent is stored in a payment's item. */
  claimed: (paymentId: string) => string | undefined = () => undefined;
  onUnclaimed: (intentId: string, paymentId: string) => void = () => undefined;
  /** A worker made an intent unpayable that was authorized. */
  onVoided: (intentId: string, paymentId: string) => void = () => undefined;

  constructor(bank: Bank, manners: Manners) {
    this.#bank = bank;
    this.manners = manners;
    this.#refunds = new RefundDesk(bank, manners);
    this.#keys = new RememberedKeys(bank.services, manners.comparesParameters);
  }

  /** Of each intent, for whoever compares two runs. */
  states = (): readonly string[] => [...this.#opened.values()].map(({ intent, state }) => `${intent.id} ${state}`);

  /** Whether an authorization was let go because a worker asked for it. */
  isVoided = (intentId: string): boolean => this.#voided.has(intentId);

  /** The processor as one invocation sees it. */
  processorFor(process: Process): Processor {
    const ask = <Result>(act: () => Result): Promise<Result> => this.#bank.call(process, act);
    return {
      name: 'simulated',
      can: abilitiesBy(this.manners),
      open: async (key, charge) => (this.manners.openIsLocal ? localIntent(key) : ask(() => this.#open(key, charge))),
      execute: (intent, charge) => ask(() => this.#execute(this.#find(intent, charge), process)),
      observe: (intent, charge) => ask(() => this.#observe(this.#find(intent, charge))),
      fence: (intent, charge) => ask(() => this.#fence(this.#find(intent, charge), process)),
      capture: (intent, charge, { minor }) => ask(() => this.#capture(this.#find(intent, charge), minor, process)),
      refund: async (_intent, charge, request) => {
        if (this.#bank.refundsAreSlow) await process.sleep(500 + this.#bank.services.random.whole(4_000));
        return ask(() => this.#refunds.refund(charge.paymentId, request, process));
      },
      observeRefund: (_intent, charge, { id }) => ask(() => this.#refunds.observe(charge.paymentId, id)),
      clientSecret: undefined,
      readEvent: undefined,
    };
  }

  #make(id: string, charge: Charge): Opened {
    const opened: Opened = { intent: localIntent(id), charge, state: 'ready', captured: 0n };
    this.#opened.set(id, opened);
    return opened;
  }

  #open(key: string, charge: Charge): Intent {
    const { faults, random, trace } = this.#bank.services;
    const act = () => {
      const id = `pi_${this.#opened.size + 1}`;
      trace.add('the bank', () => `opens ${id} for ${charge.paymentId}, generation ${charge.generation}`);
      this.#make(id, charge);
      return id;
    };
    if (this.manners.forgetsOpenKeys) return localIntent(act());
    const isSpoilt = !faults.quiet && random.whole(100) < this.manners.storesErrors;
    const { intent, state } = this.#known(this.#keys.answer(key, parametersOf(charge), { isSpoilt, act }));
    if (state === 'dead') throw new ProcessorTrouble('contradiction', 'the key leads to an intent that is dead');
    return intent;
  }

  #find(intent: Intent, charge: Charge): Opened {
    if (!this.manners.openIsLocal) return this.#known(intent.id);
    return this.#opened.get(intent.id) ?? this.#make(intent.id, charge);
  }

  #known(id: string): Opened {
    const opened = this.#opened.get(id);
    if (opened === undefined) throw new ProcessorTrouble('misconfigured', `no intent ${id}`);
    return opened;
  }

  #execute(opened: Opened, process: Process): Observation {
    const { intent, charge } = opened;
    if (opened.state !== 'ready') {
      if (this.manners.openIsLocal) return seen(opened);
      throw new ProcessorTrouble('wrong_state', `the intent is ${opened.state}`);
    }
    if (this.claimed(charge.paymentId) !== intent.id) this.onUnclaimed(intent.id, charge.paymentId);
    const kind = charge.captureLater ? 'authorize' : 'charge';
    const fate = this.#bank.services.random.whole(100);
    if (fate < this.manners.works) this.#work(opened);
    else if (fate < this.manners.works + this.manners.asksCustomer) this.#askCustomer(opened);
    else if (this.#bank.approves(kind)) this.#take(opened, process);
    else this.#refuse(opened, process);
    return seen(opened);
  }

  /** Customers come back at the worst moment: when they have just been found waiting, and are about to be given up. */
  #observe(opened: Opened): Observation {
    const { random, timeline } = this.#bank.services;
    const { state } = opened;
    const waits = state === 'customer' || (state === 'refused' && this.manners.customerPays > 0);
    if (waits && random.whole(100) < this.manners.paysWhenLookedAt) {
      timeline.after(random.whole(random.pick([50, 60_000])), () => {
        if (opened.state === state) this.#decide(opened);
      });
    }
    return seen(opened);
  }

  /** Seconds, or as long as a bank debit takes. */
  #work(opened: Opened): void {
    const { random, timeline } = this.#bank.services;
    opened.state = 'working';
    timeline.after(random.whole(random.pick([5_000, longestWorkMs])), () => {
      if (opened.state === 'working') this.#decide(opened);
    });
  }

  /** Comes back soon, late, or never. */
  #askCustomer(opened: Opened): void {
    const { random, timeline } = this.#bank.services;
    opened.state = 'customer';
    if (random.whole(3) === 0) return;
    timeline.after(random.whole(random.pick([20_000, 7_200_000])), () => {
      if (opened.state === 'customer') this.#decide(opened);
    });
  }

  #decide(opened: Opened): void {
    if (this.#bank.approves('charge')) this.#take(opened, undefined);
    else this.#refuse(opened, undefined);
  }

  #take(opened: Opened, process: Process | undefined): void {
    const { captureLater, amount } = opened.charge;
    opened.state = captureLater ? 'authorized' : 'captured';
    opened.captured = captureLater ? 0n : amount.minor;
    this.#move(opened, captureLater ? 'authorize' : 'charge', amount.minor, process);
    if (captureLater) this.#lapse(opened);
  }

  #lapse(opened: Opened): void {
    const { random, timeline } = this.#bank.services;
    const { authorizedForMs } = this.manners;
    if (!Number.isFinite(authorizedForMs)) return;
    timeline.after(random.whole(authorizedForMs), () => {
      if (opened.state === 'authorized') this.#letGo(opened);
    });
  }

  #letGo(opened: Opened): Observation {
    opened.state = 'dead';
    this.#move(opened, 'cancel', opened.charge.amount.minor, undefined);
    return seen(opened);
  }

  #refuse(opened: Opened, process: Process | undefined): void {
    const { random, timeline } = this.#bank.services;
    const { captureLater, amount } = opened.charge;
    opened.state = this.manners.openIsLocal ? 'dead' : 'refused';
    const kind = captureLater ? 'authorize' : 'charge';
    this.#bank.move({ ...this.#asked(opened, kind, amount.minor), process }, false);
    // With another card, in the browser that still has the intent's form open.
    if (opened.state === 'refused' && random.whole(100) < this.manners.customerPays) {
      timeline.after(random.whole(random.pick([2_000, 90_000])), () => {
        if (opened.state === 'refused') this.#take(opened, undefined);
      });
    }
  }

  #fence(opened: Opened, process: Process): Observation {
    const { state, charge } = opened;
    // A bank debit that is under way cannot be stopped.
    if (state === 'captured' || state === 'working')
      throw new ProcessorTrouble('wrong_state', `the intent is ${state}`);
    opened.state = 'dead';
    if (state === 'authorized') {
      this.#voided.add(opened.intent.id);
      this.onVoided(opened.intent.id, charge.paymentId);
      this.#move(opened, 'cancel', charge.amount.minor, process);
    }
    return seen(opened);
  }

  #capture(opened: Opened, minor: bigint, process: Process): Observation {
    const { random } = this.#bank.services;
    if (opened.state !== 'authorized') throw new ProcessorTrouble('wrong_state', `the intent is ${opened.state}`);
    if (random.whole(100) < this.manners.capturesFail) {
      return random.whole(2) === 0 ? seen(opened) : this.#letGo(opened);
    }
    opened.state = 'captured';
    opened.captured = minor;
    this.#move(opened, 'capture', minor, process);
    return seen(opened);
  }

  #move(opened: Opened, kind: Movement['kind'], amount: bigint, process: Process | undefined): void {
    this.#bank.move({ ...this.#asked(opened, kind, amount), process }, true);
  }

  #asked({ intent, charge }: Opened, kind: Movement['kind'], amount: bigint) {
    return { kind, key: intent.id, amount, paymentId: charge.paymentId };
  }
}
