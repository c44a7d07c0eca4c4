import { currencies } from '../../src/domain/currency.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { methods } from '../../src/domain/payment-fields.ts';
import type { Abilities } from '../../src/processor/abilities.ts';
import {
  type Charge,
  type Intent,
  type Observation,
  type Processor,
  ProcessorTrouble,
  type RefundObservation,
  type RefundRequest,
  type Trouble,
} from '../../src/processor/port.ts';

/** One call to the processor, as it was asked. */
export type Call = Readonly<{
  operation: keyof Script;
  /** For `open` only. */
  key?: string;
  intent: Intent;
  charge: Charge;
  refund?: RefundRequest;
  /** For `capture` only: the amount, in minor units. */
  minor?: bigint;
}>;
export type Step<Answer> = (call: Call) => Promise<Answer> | Answer;

/** The answers, one step for each call. */
type Script = {
  open: Step<Intent>[];
  execute: Step<Observation>[];
  observe: Step<Observation>[];
  fence: Step<Observation>[];
  capture: Step<Observation>[];
  refund: Step<RefundObservation>[];
  observeRefund: Step<RefundObservation>[];
};

/** The outcome of a payment whose money was taken, and that of one that was declined. */
export const completed = (reference = 'PAY-1'): Outcome => ({ status: 'completed', reference });
export const declined: Outcome = { status: 'failed', failureCode: 'card_declined' };

/** Steps of a script: the money is taken, reserved, or neither. */
export const takes =
  (reference = 'PAY-1'): Step<Observation> =>
  ({ charge }) => ({ state: 'captured', captured: charge.amount, reference, fee: undefined });
export const reserves =
  (reference = 'PAY-1'): Step<Observation> =>
  ({ charge }) => ({ state: 'authorized', capturable: charge.amount, reference, until: undefined });
export const declines: Step<Observation> = () => ({ state: 'dead', code: 'card_declined', raw: 'card_declined' });
/** Declined, but its customer can still pay it. */
export const refuses: Step<Observation> = () => ({ state: 'refused', code: 'card_declined', raw: 'do_not_honor' });
export const fails =
  (trouble: Trouble = 'unknown'): Step<never> =>
  () => {
    throw new ProcessorTrouble(trouble, 'scripted');
  };
export const neverAnswers: Step<never> = () => new Promise(() => undefined);

/**
 * A processor that answers by a script, and notes what it was asked. After the script it is a plain one: what is executed
 * is taken or reserved, what was not executed is ready, and what is fenced is dead. Opening asks nobody, unless it is `remote`.
 */
export class ScriptedProcessor implements Processor {
  readonly name: string;
  readonly can: Abilities;
  readonly calls: Call[] = [];
  readonly script: Script;
  readonly clientSecret = undefined;
  readonly readEvent = undefined;
  readonly #states = new Map<string, Observation>();
  readonly #opened = new Map<string, Intent>();
  readonly #refunded = new Map<string, RefundObservation>();

  constructor(script: Partial<Script> = {}, can: Partial<Abilities> = {}, name = 'scripted') {
    this.name = name;
    this.script = {
      open: [],
      execute: [],
      observe: [],
      fence: [],
      capture: [],
      refund: [],
      observeRefund: [],
      ...script,
    };
    this.can = {
      currencies: new Set(currencies),
      methods: new Set(methods),
      partialCapture: true,
      keysForMs: 86_400_000,
      refundsMayComeBack: false,
      takesToken: () => true,
      chargesAlone: true,
      needsReturnUrl: false,
      holdsMethods: new Set(methods),
      authorizationsLapse: false,
      openIsLocal: true,
      ...can,
    };
  }

  /** A processor that has to be asked for an intent, and gives the same one for a key that it knows. */
  static remote(script: Partial<Script> = {}, name?: string): ScriptedProcessor {
    return new ScriptedProcessor(script, { openIsLocal: false }, name);
  }

  readonly open: Processor['open'] = async (key, charge) => {
    const id = this.can.openIsLocal ? key : `pi_${this.#opened.size + 1}`;
    const intent = this.#opened.get(key) ?? { processor: this.name, account: '', id };
    if (this.can.openIsLocal) return intent;
    const opened = await this.#answer({ operation: 'open', key, intent, charge }, this.script.open, () => intent);
    this.#opened.set(key, opened);
    return opened;
  };

  readonly execute: Processor['execute'] = (intent, charge) =>
    this.#decide({ operation: 'execute', intent, charge }, charge.captureLater ? reserves() : takes());

  readonly observe: Processor['observe'] = (intent, charge) =>
    this.#decide({ operation: 'observe', intent, charge }, () => this.#states.get(intent.id) ?? { state: 'ready' });

  readonly fence: Processor['fence'] = (intent, charge) =>
    this.#decide({ operation: 'fence', intent, charge }, () => ({ state: 'dead', code: 'abandoned', raw: 'fenced' }));

  readonly capture: Processor['capture'] = (intent, charge, captured) =>
    this.#decide({ operation: 'capture', intent, charge, minor: captured.minor }, () => ({
      state: 'captured',
      captured,
      reference: 'PAY-1',
      fee: undefined,
    }));

  readonly refund: Processor['refund'] = async (intent, charge, refund) => {
    const returned = { state: 'returned', reference: `RE-${refund.id}` } as const;
    const seen = await this.#answer(
      { operation: 'refund', intent, charge, refund },
      this.script.refund,
      () => returned,
    );
    this.#refunded.set(refund.id, seen);
    return seen;
  };

  readonly observeRefund: Processor['observeRefund'] = (intent, charge, refund) =>
    this.#answer(
      { operation: 'observeRefund', intent, charge, refund },
      this.script.observeRefund,
      () => this.#refunded.get(refund.id) ?? { state: 'absent' },
    );

  /** The calls so far, in order. */
  asked(): string[] {
    return this.calls.map(({ operation }) => operation);
  }

  /** All calls of one kind. */
  of(operation: Call['operation']): readonly Call[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  /** The ids of all intents that were executed, in order. */
  executed(): string[] {
    return this.of('execute').map(({ intent }) => intent.id);
  }

  async #decide(call: Call & { operation: Deciding }, otherwise: Step<Observation>): Promise<Observation> {
    const seen = await this.#answer(call, this.script[call.operation], otherwise);
    this.#states.set(call.intent.id, seen);
    return seen;
  }

  async #answer<Answer>(call: Call, steps: Step<Answer>[], otherwise: Step<Answer>): Promise<Answer> {
    this.calls.push(call);
    const step = steps.shift() ?? otherwise;
    return step(call);
  }
}

type Deciding = 'execute' | 'observe' | 'fence' | 'capture';
