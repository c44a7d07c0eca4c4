import type { InvocationResult } from '../lambda/invocation.ts';
import type { AppDefinition, EventSourceDefinition } from '../template/app-definition.ts';
import { Checkpoints } from './checkpoints.ts';
import type { DeadLetter } from './dead-letter.ts';
import { EventSource } from './event-source.ts';
import { Schedule } from './schedule.ts';
import { mapRecords, type StreamRecord, streamsAt } from './streams-api.ts';

export type EventSourcesOptions = Readonly<{
  app: AppDefinition;
  /** URL of the DynamoDB engine. */
  endpoint: string;
  invoke: (functionLogicalId: string, event: unknown) => Promise<InvocationResult>;
  onDeadLetter: (letter: DeadLetter) => void;
  /** Writes a line about a function to its log. */
  log: (functionName: string, text: string) => void;
  /** Milliseconds since the epoch, by the test clock; real time if left out. */
  now?: () => number;
  /** Changes a table's stream record before functions receive it. */
  recordOf?: (tableName: string, record: StreamRecord) => StreamRecord;
  /** Keeps how far the streams are read for the next start on the same data. */
  checkpointFile?: string | undefined;
}>;

/** Everything that calls functions without a request: streams and schedules. */
export type EventSources = Readonly<{
  /** Resolves when functions have received the records of all earlier writes, and of what they wrote themselves. */
  caughtUp(): Promise<void>;
  /** Like `caughtUp`, but does not wait for batches that fail. */
  settled(): Promise<void>;
  schedules(): readonly Schedule[];
  /** Calls no function while `work` recreates tables; their streams start anew. */
  whilePaused<Result>(work: () => Promise<Result>): Promise<Result>;
  reload(app: AppDefinition): Promise<void>;
  /** Calls no more functions; resolves when running calls have been answered. */
  stop(): Promise<void>;
}>;

/** `key` is the definition as text: a source is kept over a reload if it is unchanged. */
type RunningSource = Readonly<{ key: string; source: EventSource }>;

const keyOf = (definition: EventSourceDefinition): string => JSON.stringify(definition);

export function startEventSources(options: EventSourcesOptions): EventSources {
  const { invoke, log, onDeadLetter, now = Date.now, recordOf = (_, record) => record } = options;
  const streams = streamsAt(options.endpoint);
  const checkpoints = new Checkpoints(options.checkpointFile);
  let running: readonly RunningSource[] = [];
  let schedules: readonly Schedule[] = [];

  function run(definition: EventSourceDefinition): RunningSource {
    const { logicalId, functionLogicalId, functionName, tableName } = definition;
    const source = new EventSource({
      source: definition,
      streams: mapRecords(streams, (record) => recordOf(tableName, record)),
      now,
      invoke: (event) => invoke(functionLogicalId, event),
      positions: checkpoints.of(logicalId),
      onDeadLetter,
      onReadFailure: (error) => log(functionName, `the stream of ${tableName} cannot be read: ${String(error)}`),
    });
    return { key: keyOf(definition), source };
  }

  function start({ eventSources, schedules: declaredSchedules }: AppDefinition): void {
    schedules = declaredSchedules.map((one) => new Schedule(one, { invoke, log, now }));
    const keys = new Set(running.map(({ key }) => key));
    running = [...running, ...eventSources.filter((one) => !keys.has(keyOf(one))).map(run)];
  }

  let current = options.app;
  async function change(app: AppDefinition): Promise<void> {
    for (const schedule of schedules) schedule.stop();
    const wanted = new Set(app.eventSources.map(keyOf));
    const ended = running.filter(({ key }) => !wanted.has(key));
    running = running.filter(({ key }) => wanted.has(key));
    await Promise.all(ended.map(({ source }) => source.stop()));
    start(app);
  }

  /** Two changes at once would start sources twice, and one would delete the tables that the other has just created. */
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  }

  start(current);
  const all = (ask: (source: EventSource) => Promise<void>) => Promise.all(running.map(({ source }) => ask(source)));
  /** Asks again after a batch: its function may have written to a table whose source had been asked before. */
  async function untilQuiet(ask: (source: EventSource) => Promise<void>): Promise<void> {
    for (let before = -1; before !== checkpoints.changes; ) {
      before = checkpoints.changes;
      await all(ask);
    }
  }
  return {
    caughtUp: () => untilQuiet((source) => source.caughtUp()),
    settled: () => untilQuiet((source) => source.settled()),
    schedules: () => schedules,
    whilePaused: (work) =>
      inTurn(async () => {
        await change({ ...current, eventSources: [], schedules: [] });
        checkpoints.clear();
        return work().finally(() => start(current));
      }),
    reload: (app) =>
      inTurn(() => {
        current = app;
        return change(app);
      }),
    async stop() {
      for (const schedule of schedules) schedule.stop();
      await all((source) => source.stop());
      streams.close();
    },
  };
}
