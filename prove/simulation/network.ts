import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { Operation } from '../../src/runtime/operations.ts';
import type { Random } from '../../test/support/random.ts';
import { described, outcomeOf } from './described.ts';
import type { SimulatedFaultAt, SimulatedFaults } from './faults.ts';
import type { Gate } from './gate.ts';
import { never, type Process } from './process.ts';
import type { SimulatedStore } from './store.ts';
import { type Applied, disowned, isRead, refusedBy, timeOut, told } from './store-failures.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** As in src/store/tuned-client.ts. */
const mostAttempts = 4;
const attemptTimeOutMs = 800;
/** Longer than DynamoDB accepts a signature for (five minutes) when the clocks are that far apart, too. */
const longestDelayMs = 600_000;

type SentMessage = Readonly<{ process: Process; operation: Operation; late: { arrives: boolean } }>;
type NetworkServices = Readonly<{
  store: SimulatedStore;
  timeline: Timeline;
  random: Random;
  faults: SimulatedFaults;
  trace: Trace;
  gate?: Gate | undefined;
}>;

export type MessageDelivery = Readonly<{ operation: Operation; process: Process }>;

/** Nothing comes of these, so that they do not count. */
const harmlessToReads: ReadonlySet<string> = new Set<SimulatedFaultAt<'store'>>([
  'store: conflict with a transaction',
  'store: delivered twice',
]);

/** Writes that a run may single out: each fails in its own way, one time in three. */
const fragileWrites = {
  beginning: {
    sets: ['attribute_not_exists(id)', 'refunds.#refund = :refund', '#lease = :lease'],
    fault: 'function frozen within a call',
  },
  reservation: { sets: ['refunds.#refund = :refund'], fault: 'function killed while its write is in flight' },
  settlement: { sets: ['outcome = :outcome', 'outcome.decision = :decision'], fault: 'store: delivered twice' },
  closing: { sets: ['closing = :closing'], fault: 'store: delivered twice' },
  dispute: { sets: ['disputes = :disputes'], fault: 'store: delivered twice' },
} as const satisfies Record<string, { sets: readonly string[]; fault: SimulatedFaultAt<'store'> }>;
export type FragileWrite = keyof typeof fragileWrites;

/**
 * The way to the store and back, with the retries of the real client: a call that got no answer is sent again, although its
 * first try may have been done, or may still arrive. What is on its way does not end with whoever sent it.
 */
export class Network {
  readonly #services: NetworkServices;
  /** Set by a mutant: what is sent in an operation's place. */
  rewrite: (operation: Operation, process: Process) => Operation = (operation) => operation;
  /** The write that goes wrong more often than any other in this run. */
  fragile: FragileWrite | undefined;
  onDelivery: (delivery: MessageDelivery) => void = () => undefined;

  constructor(services: NetworkServices) {
    this.#services = services;
  }

  /** A DynamoDB client of one process. */
  clientOf = (process: Process) => ({
    send: (operation: Operation, { withinMs = Number.POSITIVE_INFINITY } = {}): Promise<never> =>
      this.#send(process, operation, this.#services.timeline.now() + withinMs),
  });

  async #send(process: Process, original: Operation, deadline: number): Promise<never> {
    const { timeline, random, gate } = this.#services;
    process.storeCalls++;
    const operation = this.rewrite(original, process);
    if (gate !== undefined)
      return gate.call(process, described(operation), isRead(operation), () =>
        this.#apply({ process, operation, late: { arrives: false } }),
      ) as Promise<never>;
    for (let attempt = 1; ; attempt++) {
      const applied = await this.#attempt({ process, operation, late: { arrives: false } }, deadline);
      if ('output' in applied) return applied.output as never;
      const { error, again } = applied;
      if (!again || attempt === mostAttempts || timeline.now() >= deadline) {
        // One object each: what is thrown is not the store's to share.
        if (error instanceof DynamoDBServiceException) error.$metadata.attempts = attempt;
        throw error;
      }
      await process.sleep(random.whole(25 * 2 ** attempt));
      if (timeline.now() >= deadline) throw error;
    }
  }

  #attempt(sent: SentMessage, deadline: number): Promise<Applied> {
    const { faults, random, timeline, trace } = this.#services;
    const { process, operation } = sent;
    const drawn = faults.drawn('store');
    if (drawn !== undefined && !(isRead(operation) && harmlessToReads.has(drawn))) faults.happens(drawn);
    const fate = drawn ?? this.#faultOfFragile(operation) ?? this.#faultOfRevival(operation);
    if (fate !== undefined) trace.add(process.name, () => `FAULT ${fate}: ${described(operation)}`);
    if (fate === 'function killed before a call') process.kill();
    if (process.isDead) return never();
    if (fate === 'function frozen within a call') process.freeze(1_000 + random.whole(30_000));
    if (fate === 'function killed while its write is in flight') timeline.after(1, () => process.kill());
    const [there, back] = this.#delays(fate);
    const givesUpAfter = Math.min(attemptTimeOutMs, Math.max(0, deadline - timeline.now()));
    return new Promise((resolve) => {
      const answer = (applied: Applied) => process.resume(() => resolve(applied));
      this.#deliver(sent, fate, there, (applied) => {
        if (back === undefined) return;
        timeline.after(back, () => answer(applied));
      });
      if (back !== undefined && there + back <= givesUpAfter) return;
      timeline.after(givesUpAfter, () => {
        sent.late.arrives = true;
        answer(timeOut());
      });
    });
  }

  /** How long a call takes there and back; no way back if its answer is lost without a sign. */
  #delays(fate: SimulatedFaultAt<'store'> | undefined): readonly [there: number, back: number | undefined] {
    const { random } = this.#services;
    const [there, back] = [1 + random.whole(8), 1 + random.whole(8)];
    if (fate === 'store: delivered late') return [this.#lateness(1_000), back];
    if (fate === 'function killed while its write is in flight') return [this.#lateness(40_000), back];
    if (fate === 'store: slow answer') return [there, 500 + random.whole(20_000)];
    if (fate === 'store: request lost' || fate === 'store: answer lost after the commit') {
      return [there, random.whole(2) === 0 ? undefined : back];
    }
    return [there, back];
  }

  /** Half of what is late is so by a moment; the rest by seconds, or by as much as ten minutes. */
  #lateness(momentMs: number): number {
    const { random } = this.#services;
    return random.whole(random.pick([momentMs, momentMs, 40_000, longestDelayMs]));
  }

  /**
   * One reservation in three outlives its sender; one settlement, begun closing or dispute in three arrives a second time; and one
   * beginning or take-over in three freezes its sender.
   */
  #faultOfFragile({ input }: Operation): SimulatedFaultAt<'store'> | undefined {
    const { faults, random } = this.#services;
    const write = this.fragile && fragileWrites[this.fragile];
    if (write === undefined || faults.quiet) return undefined;
    const text = 'UpdateExpression' in input ? input.UpdateExpression : 'Item' in input && input.ConditionExpression;
    if (!text || !write.sets.some((one) => text.includes(one)) || random.whole(3) > 0) return undefined;
    faults.happens(write.fault);
    return write.fault;
  }

  /** One in three of the deletes that take a delivery out of the dead ones outlives its sender: it may be dead again by then. */
  #faultOfRevival({ name, input }: Operation): SimulatedFaultAt<'store'> | undefined {
    const { faults, random } = this.#services;
    const isRevival = name === 'DeleteItem' && 'Key' in input && input.Key?.id === 'dead';
    if (!isRevival || faults.quiet || random.whole(3) > 0) return undefined;
    faults.happens('function killed while its write is in flight');
    return 'function killed while its write is in flight';
  }

  #deliver(
    sent: SentMessage,
    fate: SimulatedFaultAt<'store'> | undefined,
    ms: number,
    then: (applied: Applied) => void,
  ): void {
    const { timeline } = this.#services;
    timeline.after(ms, () => {
      const applied = refusedBy(sent.operation, fate, this.#services.random) ?? this.#apply(sent);
      if (fate === 'function killed after a write') sent.process.kill();
      if (fate === 'store: delivered twice') {
        timeline.after(this.#lateness(150), () => this.#apply({ ...sent, late: { arrives: true } }));
      }
      if (fate === 'store: server error, done') return then(disowned(sent.operation, this.#services.random));
      then(fate === 'store: answer lost after the commit' ? told('InternalServerError', true) : applied);
    });
  }

  #apply({ process, operation, late }: SentMessage): Applied {
    const { store, trace } = this.#services;
    const isLate = late.arrives || process.answered || process.isDead;
    this.onDelivery({ operation, process });
    let applied: Applied;
    try {
      applied = { output: store.apply(operation) };
    } catch (error) {
      applied = { error, again: false };
    }
    trace.add(process.name, () => `${described(operation)} -> ${outcomeOf(applied)}${isLate ? ' (late)' : ''}`);
    return applied;
  }
}
