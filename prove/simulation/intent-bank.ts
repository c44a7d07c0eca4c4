import { type Charge, type Intent, type Observation, ProcessorTrouble } from '../../src/processor/port.ts';
import { chargeElsewhere } from './another-stage.ts';
import { AuthorizationDesk } from './authorization-desk.ts';
import type { Bank, Movement } from './bank.ts';
import { DisputeDesk } from './dispute-desk.ts';
import { LostRefunds } from './lost-refunds.ts';
import { longestStaleMs, longestWorkMs, type Manners } from './manners.ts';
import { feeOf, type IntentState, intentAt, type Opened, parametersOf, seen, wrongState } from './opened-intents.ts';
import type { Outage } from './outages.ts';
import type { Process } from './process.ts';
import { RefundDesk } from './refund-desk.ts';
import { RefundsByHand } from './refunds-by-hand.ts';
import { RememberedKeys } from './remembered-keys.ts';

/** A processor of intents: their state protects them, and no promise about keys has to be believed. */
export class IntentBank {
  readonly name: string;
  readonly manners: Manners;
  readonly authorizations: AuthorizationDesk;
  readonly refunds: RefundDesk;
  readonly refundsByHand: RefundsByHand;
  readonly lostRefunds: LostRefunds;
  readonly disputes: DisputeDesk;
  readonly outage: Outage;
  readonly #bank: Bank;
  readonly #opened = new Map<string, Opened>();
  readonly #keys: RememberedKeys<string>;
  /** Tells which intent is stored in a payment's item. */
  claimed: (paymentId: string) => string | undefined = () => undefined;
  onUnclaimed: (intentId: string, paymentId: string) => void = () => undefined;
  /** A worker made an intent unpayable that was authorized. */
  onVoided: (opened: Opened) => void = () => undefined;
  /** An intent, or a refund of it, is not as it was. */
  onChange: (opened: Opened) => void = () => undefined;

  constructor(bank: Bank, { name, manners, outage }: Pick<IntentBank, 'name' | 'manners' | 'outage'>) {
    this.#bank = bank;
    this.name = name;
    this.manners = manners;
    this.outage = outage;
    this.authorizations = new AuthorizationDesk(bank, manners, {
      move: (opened, kind, { minor, process }) => this.#move(opened, kind, minor, process),
      become: (opened, state) => this.#become(opened, state),
    });
    this.disputes = new DisputeDesk(bank, name, manners);
    this.refundsByHand = new RefundsByHand(bank, manners, this.disputes);
    this.refunds = new RefundDesk(bank, manners, (id) => this.#refunded(id), this.#mayReturn);
    this.refundsByHand.heldByService = this.refunds.held;
    this.lostRefunds = new LostRefunds(bank, manners, this.refunds, this.refundsByHand);
    this.#keys = new RememberedKeys(bank.services, manners.comparesParameters);
  }

  /** The state of each intent, for comparing two runs. */
  states = (): readonly string[] => [...this.#opened.values()].map(({ intent, state }) => `${intent.id} ${state}`);

  /** An intent in the books, if it is one of this bank. */
  opened = (intentId: string): Opened | undefined => this.#opened.get(intentId);

  #make(id: string, charge: Charge): Opened {
    const random = this.#bank.chanceOf(id);
    const opened: Opened = { intent: intentAt(this.name, id), charge, random, state: 'ready', captured: 0n };
    this.#opened.set(id, opened);
    this.onChange(opened);
    return opened;
  }

  #become(opened: Opened, state: IntentState): Observation {
    opened.before = { state: opened.state, until: this.#bank.services.timeline.now() + longestStaleMs };
    opened.state = state;
    opened.wasRefused ||= state === 'refused' || this.manners.openIsLocal;
    this.onChange(opened);
    if (state === 'captured') {
      this.disputes.captured(opened);
      this.refundsByHand.captured(opened);
      this.lostRefunds.captured(opened);
    }
    return seen(opened);
  }

  readonly #mayReturn: RefundsByHand['mayReturn'] = (paymentId, minor) =>
    this.refundsByHand.mayReturn(paymentId, minor) && this.lostRefunds.mayReturn(paymentId, minor);

  #refunded(paymentId: string): void {
    for (const one of this.#opened.values()) {
      if (one.charge.paymentId === paymentId && one.state === 'captured') this.onChange(one);
    }
  }

  open(key: string, charge: Charge): Intent {
    const { faults, random, trace } = this.#bank.services;
    const act = () => {
      const id = `${this.name}_${this.#opened.size + 1}`;
      trace.add('the bank', () => `opens ${id} for ${charge.paymentId}, generation ${charge.generation}`);
      this.#make(id, charge);
      return id;
    };
    if (this.manners.forgetsOpenKeys) return intentAt(this.name, act());
    const account = { bank: this.#bank, manners: this.manners, keys: this.#keys };
    chargeElsewhere(charge, account, () => this.#make(`${this.name}_elsewhere_${this.#opened.size + 1}`, charge));
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

  execute(intent: Intent, charge: Charge, process: Process): Observation {
    const opened = this.#find(intent, charge);
    if (opened.state !== 'ready' && this.manners.openIsLocal) return seen(opened);
    if (opened.state !== 'ready') throw wrongState(opened);
    if (this.claimed(charge.paymentId) !== intent.id) this.onUnclaimed(intent.id, charge.paymentId);
    opened.wasExecuted = true;
    const kind = charge.captureLater ? 'authorize' : 'charge';
    const fate = opened.random.whole(100);
    if (fate < this.manners.works) this.#work(opened);
    else if (fate < this.manners.works + this.manners.asksCustomer) this.#askCustomer(opened);
    else if (this.#bank.approves(kind, opened.random)) this.#take(opened, process);
    else this.#refuse(opened, process);
    return seen(opened);
  }

  /** Customers come back at the worst moment: when they have just been found waiting, and are about to be given up. */
  observe(intent: Intent, charge: Charge): Observation {
    const opened = this.#find(intent, charge);
    const { random, timeline } = this.#bank.services;
    const { state, before } = opened;
    const mayBeStale = before !== undefined && timeline.now() <= before.until && this.manners.staleIntents > 0;
    if (mayBeStale && random.whole(100) < this.manners.staleIntents) return seen({ ...opened, state: before.state });
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
    const { random } = opened;
    this.#become(opened, 'working');
    this.#bank.services.timeline.after(random.whole(random.pick([5_000, longestWorkMs])), () => {
      if (opened.state === 'working') this.#decide(opened);
    });
  }

  /** Comes back soon, late, or never. */
  #askCustomer(opened: Opened): void {
    const { random } = opened;
    this.#become(opened, 'customer');
    if (random.whole(3) === 0) return;
    this.#bank.services.timeline.after(random.whole(random.pick([20_000, this.manners.customerTakesMs])), () => {
      if (opened.state === 'customer') this.#decide(opened);
    });
  }

  #decide(opened: Opened): void {
    if (this.#bank.approves('charge', opened.random)) this.#take(opened, undefined);
    else this.#refuse(opened, undefined);
  }

  #take(opened: Opened, process: Process | undefined): void {
    const { captureLater, amount } = opened.charge;
    opened.captured = captureLater ? 0n : amount.minor;
    this.#move(opened, captureLater ? 'authorize' : 'charge', amount.minor, process);
    this.#become(opened, captureLater ? 'authorized' : 'captured');
    if (captureLater) this.authorizations.made(opened);
  }

  #refuse(opened: Opened, process: Process | undefined): void {
    const { timeline } = this.#bank.services;
    const { random } = opened;
    const { captureLater, amount } = opened.charge;
    this.#become(opened, this.manners.openIsLocal ? 'dead' : 'refused');
    const kind = captureLater ? 'authorize' : 'charge';
    this.#bank.move({ ...this.#asked(opened, kind, amount.minor), process }, false);
    // With another card, in the browser that still has the intent's form open.
    if (opened.state === 'refused' && random.whole(100) < this.manners.customerPays) {
      timeline.after(random.whole(random.pick([2_000, 90_000])), () => {
        if (opened.state === 'refused') this.#take(opened, undefined);
      });
    }
  }

  fence(intent: Intent, charge: Charge, process: Process): Observation {
    const opened = this.#find(intent, charge);
    const { state } = opened;
    // A bank debit that is under way cannot be stopped.
    if (state === 'captured' || state === 'working') throw wrongState(opened);
    if (state === 'authorized') {
      opened.wasVoided = true;
      this.onVoided(opened);
      this.#move(opened, 'cancel', opened.charge.amount.minor, process);
    }
    if (state !== 'dead') this.#become(opened, 'dead');
    return seen(opened);
  }

  capture(intent: Intent, charge: Charge, taken: Readonly<{ minor: bigint; process: Process }>): Observation {
    return this.authorizations.capture(this.#find(intent, charge), taken);
  }

  readonly #move = (opened: Opened, kind: Movement['kind'], amount: bigint, process: Process | undefined) =>
    this.#bank.move({ ...this.#asked(opened, kind, amount), process }, true);

  #asked({ intent, charge }: Opened, kind: Movement['kind'], amount: bigint) {
    const fee = kind === 'charge' || kind === 'capture' ? feeOf(amount) : 0n;
    return { kind, key: intent.id, amount, fee, paymentId: charge.paymentId, processor: this.name };
  }
}
