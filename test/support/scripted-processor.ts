import type { Outcome, Payment } from '../../src/domain/payment.ts';
import type { Processor } from '../../src/processor/processor.ts';

export type Charge = Readonly<{ key: string; payment: Payment; hint: Parameters<Processor['charge']>[2] }>;
type Step = (charge: Charge) => Promise<Outcome> | Outcome;

export const completed = (reference = 'PAY-1'): Outcome => ({ status: 'completed', reference });
export const declined: Outcome = { status: 'failed', failureCode: 'card_declined' };

/** A processor that answers by a script, and notes what it was asked. After the script, every charge completes. */
export class ScriptedProcessor implements Pick<Processor, 'charge' | 'find'> {
  readonly charges: Charge[] = [];
  readonly searches: string[] = [];
  found: Outcome | undefined;
  readonly #script: Step[];

  constructor(...script: readonly Step[]) {
    this.#script = [...script];
  }

  readonly charge: Processor['charge'] = async (key, payment, hint) => {
    const charge = { key, payment, hint };
    this.charges.push(charge);
    const step = this.#script.shift();
    return step ? await step(charge) : completed();
  };

  readonly find: Processor['find'] = async (key) => {
    this.searches.push(key);
    return this.found;
  };

  keys(): string[] {
    return this.charges.map(({ key }) => key);
  }
}
