import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { ProcessorTrouble } from '../../src/processor/port.ts';
import { never, type Process } from './process.ts';
import type { Applied } from './store-failures.ts';

/** One step that somebody waits to take: a call to the store, or to the processor. */
export type GateStep = {
  readonly process: Process;
  readonly what: string;
  /** How often it was sent. */
  tries: number;
  /** Its caller has given up; it arrives all the same. */
  adrift: boolean;
  readonly kind: 'read' | 'write' | 'processor';
  readonly take: () => Applied;
  readonly answer: (applied: Applied) => void;
};

export type Fate = 'done' | 'killed before' | 'killed after' | 'answer lost' | 'late';

const noAnswer = (): Applied => ({
  error: new ProcessorTrouble('unknown', 'no answer'),
  again: false,
});
const timeOut = (): Applied => ({
  error: Object.assign(new Error('no answer'), { name: 'TimeoutError' }),
  again: false,
});

/** Where every step waits until the explorer says that it is its turn, and how it goes. */
export class Gate {
  readonly waiting: GateStep[] = [];
  /** Nothing is explored any more: every step is taken at once. */
  open: boolean;
  onTaken: (step: GateStep, fate: Fate, applied: Applied | undefined) => void = () => undefined;

  readonly #lateRequests: boolean;

  /** `lateRequests`: a request to the processor may arrive once its sender has given up. */
  constructor(lateRequests = false) {
    this.#lateRequests = lateRequests;
    this.open = false;
  }

  async call(process: Process, what: string, isRead: boolean, take: () => Applied): Promise<unknown> {
    const applied = await this.#pass(process, what, isRead ? 'read' : 'write', take);
    if ('output' in applied) return applied.output;
    throw applied.error;
  }

  async ask(process: Process, what: string, act: () => unknown): Promise<unknown> {
    const applied = await this.#pass(process, what, 'processor', () => acted(act));
    if ('output' in applied) return applied.output;
    throw applied.error;
  }

  fates({ kind, adrift }: GateStep, faultsLeft: number): readonly Fate[] {
    if (adrift || faultsLeft === 0) return ['done'];
    if (kind === 'read') return ['done', 'killed before'];
    if (kind === 'processor' && !this.#lateRequests) return ['done', 'killed before', 'killed after', 'answer lost'];
    return ['done', 'killed before', 'killed after', 'answer lost', 'late'];
  }

  /** Takes one step. */
  take(step: GateStep, fate: Fate): void {
    this.waiting.splice(this.waiting.indexOf(step), 1);
    const applied = fate === 'late' || fate === 'killed before' ? undefined : step.take();
    this.onTaken(step, fate, applied);
    if (fate === 'late') this.waiting.push({ ...step, adrift: true });
    if (fate === 'killed before' || fate === 'killed after') step.process.kill();
    else if (!step.adrift) this.#goOn(step, fate, applied);
  }

  #goOn(step: GateStep, fate: Fate, applied: Applied | undefined): void {
    if (applied === undefined) this.#answer(step, step.kind === 'processor' ? noAnswer() : timeOut());
    else if (fate === 'done') this.#answer(step, applied);
    else if (step.kind === 'processor') this.#answer(step, noAnswer());
    // The client sends it again, and hears of its own first try.
    else this.waiting.push({ ...step, tries: step.tries + 1 });
  }

  #answer({ process, answer, tries }: GateStep, applied: Applied): void {
    if ('error' in applied && applied.error instanceof DynamoDBServiceException) {
      applied.error.$metadata.attempts = tries;
    }
    process.resume(() => answer(applied));
  }

  #pass(process: Process, what: string, kind: GateStep['kind'], take: () => Applied): Promise<Applied> {
    if (process.isDead) return never();
    return new Promise((answer) => {
      const step = { process, what, kind, tries: 1, adrift: false, take, answer };
      this.waiting.push(step);
      if (this.open) this.take(step, 'done');
    });
  }
}

function acted(act: () => unknown): Applied {
  try {
    return { output: act() };
  } catch (error) {
    return { error, again: false };
  }
}
