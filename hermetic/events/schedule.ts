import { randomUUID } from 'node:crypto';
import type { InvocationResult } from '../lambda/invocation.ts';
import type { ScheduleDefinition } from '../template/app-definition.ts';
import { accountId, region } from '../template/physical-ids.ts';

/** The event of a scheduled rule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
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

/** Invokes a function at a fixed rate, first after one interval. Failed runs are not retried, unlike on Lambda. */
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

  /** Time of the next run by the test clock; Infinity once stopped. */
  get dueMs(): number {
    return this.#isStopped ? Number.POSITIVE_INFINITY : this.#dueMs;
  }

  /** Skips runs that are due until a moment, keeping the last `maxRuns`. */
  skip(untilMs: number, maxRuns: number): void {
    const { everyMs } = this.#definition;
    const runs = Math.floor((untilMs - this.#dueMs) / everyMs) + 1;
    this.#dueMs += Math.max(0, runs - maxRuns) * everyMs;
  }

  /** Makes the next run; resolves when its function has answered. */
  async run(): Promise<void> {
    const { invoke, log } = this.#options;
    const time = new Date(this.#dueMs);
    this.#dueMs += this.#definition.everyMs;
    await invoke(this.#definition.functionLogicalId, scheduledEvent(this.#definition, time)).catch((error: unknown) =>
      log(this.functionName, `not invoked by its schedule: ${String(error)}`),
    );
  }

  /** Stops the timer while the clock is moved: the mover then makes the runs. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  resume(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    const { now } = this.#options;
    const onTimer = () => {
      // After the machine has slept, make only the last of the missed runs.
      this.skip(now(), 1);
      if (now() >= this.#dueMs) void this.run();
      this.resume();
    };
    this.#timer = setTimeout(onTimer, Math.min(this.#dueMs - now(), maxTimerMs));
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }
}

/** Limit of Node's timers. */
const maxTimerMs = 2 ** 31 - 1;
