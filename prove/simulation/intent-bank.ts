import { currencies } from '../../src/domain/currency.ts';
import { methods } from '../../src/domain/payment-fields.ts';
import {
  type Charge,
  type Intent,
  type Observation,
  type Processor,
  ProcessorTrouble,
} from '../../src/processor/port.ts';
import { type Bank, type Movement, rememberedMs } from './bank.ts';
import { longestWorkMs, type Manners } from './manners.ts';
import type { Process } from './process.ts';
import { RefundDesk } from './refund-desk.ts';

type State = 'ready' | 'working' | 'customer' | 'authorized' | 'captured' | 'refused' | 'dead';
type Opened = { readonly intent: Intent; readonly charge: Charge; state: State; captured: bigint };

/** A processor of intents: their state protects them, and no promise about keys has to be believed. */
export class IntentBank {
  readonly manners: Manners;
  readonly #bank: Bank;
  readonly #refunds: RefundDesk;
  readonly #opened = new Map<string, Opened>();
  readonly #openedBy = new Map<string, { id: string; at: number }>();
  /** Tells which intent is stored in a payment's item. */
  claimed: (paymentId: string) => string | undefined = () => undefined;
  onUnclaimed: (intentId: string, paymentId: string) => void = () => undefined;

  constructor(bank: Bank, manners: Manners) {
    this.#bank = bank;
    this.manners = manners;
    this.#refunds = new RefundDesk(bank, manners);
  }

  /** The processor as one invocation sees it. */
  processorFor(process: Process): Processor {
    const ask = <Result>(act: () => Result): Promise<Result> => this.#bank.call(process, act);
    return {
      name: 'simulated',
      can: {
        currencies: new Set(currencies),
        methods: new Set(methods),
        partialCapture: true,
        keysForMs: rememberedMs,
        refundsMayComeBack: this.manners.refundsComeBack > 0,
        openIsLocal: this.manners.openIsLocal,
      },
      open: async (key, charge) => (this.manners.openIsLocal ? localIntent(key) : ask(() => this.#open(key, charge))),
      execute: (intent, charge) => ask(() => this.#execute(this.#find(intent, charge), process)),
      observe: (intent, charge) => ask(() => seen(this.#find(intent, charge))),
      fence: (intent, charge) => ask(() => this.#fence(this.#find(intent, charge), process)),
      capture: (intent, charge, { minor }) => ask(() => this.#capture(this.#find(intent, charge), minor, process)),
      refund: async (_intent, charge, request) => {
        if (this.#bank.refundsAreSlow) await process.sleep(500 + this.#bank.services.random.whole(4_000));
        return ask(() => this.#refunds.refund(charge.paymentId, request, process));
      },
      observeRefund: (_intent, charge, { id }) => ask(() => this.#refunds.observe(charge.paymentId, id)),
      clientSecret: undefined,
    };
  }

  #local(key: string, charge: Charge): Opened {
    return this.#opened.get(key) ?? this.#make(key, charge);
  }

  #make(id: string, charge: Charge): Opened {
    const opened: Opened = { intent: localIntent(id), charge, state: 'ready', captured: 0n };
    this.#opened.set(id, opened);
    return opened;
  }

  #open(key: string, charge: Charge): Intent {
    const { timeline, trace } = this.#bank.services;
    const known = this.manners.forgetsOpenKeys ? undefined : this.#openedBy.get(key);
    if (known !== undefined && timeline.now() - known.at <= rememberedMs) return this.#known(known.id).intent;
    const id = `pi_${this.#opened.size + 1}`;
    this.#openedBy.set(key, { id, at: timeline.now() });
    trace.add('the bank', () => `opens ${id} for ${charge.paymentId}, generation ${charge.generation}`);
    return this.#make(id, charge).intent;
  }

  #find(intent: Intent, charge: Charge): Opened {
    return this.manners.openIsLocal ? this.#local(intent.id, charge) : this.#known(intent.id);
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
  }

  #refuse(opened: Opened, process: Process | undefined): void {
    const { random, timeline } = this.#bank.services;
    const { captureLater, amount } = opened.charge;
    opened.state = this.manners.openIsLocal ? 'dead' : 'refused';
    const kind = captureLater ? 'authorize' : 'charge';
    this.#bank.move({ ...this.#asked(opened, kind, amount.minor), process }, false);
    // With another card, in the browser that still has the intent's form open.
    if (opened.state === 'refused' && random.whole(100) < this.manners.customerPays) {
      timeline.after(random.whole(90_000), () => {
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
    if (state === 'authorized') this.#move(opened, 'cancel', charge.amount.minor, process);
    return seen(opened);
  }

  #capture(opened: Opened, minor: bigint, process: Process): Observation {
    const { random } = this.#bank.services;
    if (opened.state !== 'authorized') throw new ProcessorTrouble('wrong_state', `the intent is ${opened.state}`);
    if (random.whole(100) < this.manners.capturesFail) {
      if (random.whole(2) === 0) return seen(opened);
      opened.state = 'dead';
      this.#move(opened, 'cancel', opened.charge.amount.minor, undefined);
      return seen(opened);
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

const localIntent = (id: string): Intent => ({ processor: 'simulated', account: '', id });

function seen({ state, intent, charge, captured }: Opened): Observation {
  const reference = `PAY-${intent.id}`;
  const { currency } = charge.amount;
  switch (state) {
    case 'ready':
    case 'working':
      return { state };
    case 'customer':
      return { state, action: { type: 'redirect', url: `https://bank.example.com/${intent.id}` } };
    case 'authorized':
      return { state, capturable: charge.amount, reference, until: undefined };
    case 'captured':
      return { state, captured: { minor: captured, currency }, reference, fee: undefined };
    case 'refused':
    case 'dead':
      return { state, code: 'card_declined', raw: 'generic_decline' };
  }
}
