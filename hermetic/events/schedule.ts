import { randomUUID } from 'node:crypto';
import type { InvocationResult } from '../lambda/invocation.ts';
import type { ScheduleDefinition } from '../template/app-definition.ts';
import { accountId, region } from '../template/physical-ids.ts';

/** The event of a rule with a schedule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
export function scheduledEvent({ ruleArn }: ScheduleDefinition, time: Date) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: time.toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [ruleArn],
    detail: {},
  };
}

export type ScheduleOptions = Readonly<{
  invoke: (functionLogicalId: string, event: unknown) => Promise<InvocationResult>;
  log: (functionName: string, text: string) => void;
  now: () => number;
}>;

/**
 * Invokes a function again and again, the first time after one interval. Lambda would try a failed one twice more; here
 * the next interval does.
 */
export class Schedule {
  readonly functionName: string;
  readonly #definition: ScheduleDefinition;
  readonly #options: ScheduleOptions;
  #timer: NodeJS.Timeout | undefined;
  #dueMs: number;
  #isStopped: boolean;

  constructor(definition: ScheduleDefinition, options: ScheduleOptions) {
    this.functionName = definition.functionName;
    this.#definition = definition;
    this.#options = options;
    this.#isStopped = false;
    this.#dueMs = options.now() + definition.everyMs;
    this.resume();
  }

  /** When it runs next, by the environment's clock; never once it is stopped. */
  get dueMs(): number {
    return this.#isStopped ? Number.POSITIVE_INFINITY : this.#dueMs;
  }

  /** Leaves out the first runs that are due until a moment, so that no more than so many are left. */
  skip(untilMs: number, mostRuns: number): void {
    const { everyMs } = this.#definition;
    const runs = Math.floor((untilMs - this.#dueMs) / everyMs) + 1;
    this.#dueMs += Math.max(0, runs - mostRuns) * everyMs;
  }

  /** Makes the run that is due; resolves when its function has answered. */
  async run(): Promise<void> {
    const { invoke, log } = this.#options;
    const time = new Date(this.#dueMs);
    this.#dueMs += this.#definition.everyMs;
    await invoke(this.#definition.functionLogicalId, scheduledEvent(this.#definition, time)).catch((error: unknown) =>
      log(this.functionName, `not invoked by its schedule: ${String(error)}`),
    );
  }

  /** Waits for whoever moves the clock to make the runs that come due. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  resume(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    const { now } = this.#options;
    const ring = () => {
      // After a sleep of the machine itself, only the last of the runs that it slept through.
      this.skip(now(), 1);
      if (now() >= this.#dueMs) void this.run();
      this.resume();
    };
    this.#timer = setTimeout(ring, Math.min(this.#dueMs - now(), longestTimerMs));
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }
}

/** Node's timers take no more. */
const longestTimerMs = 2 ** 31 - 1;
