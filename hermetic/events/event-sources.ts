import type { InvocationResult } from '../lambda/invocation.ts';
import type { AppDefinition, EventSourceDefinition } from '../template/app-definition.ts';
import type { DeadLetter } from './dead-letter.ts';
import { EventSource } from './event-source.ts';
import { Schedule } from './schedule.ts';
import { mapRecords, type StreamPosition, type StreamRecord, streamsAt } from './streams-api.ts';

export type EventSourcesOptions = Readonly<{
  app: AppDefinition;
  /** Of the DynamoDB engine. */
  endpoint: string;
  invoke: (functionLogicalId: string, event: unknown) => Promise<InvocationResult>;
  onDeadLetter: (letter: DeadLetter) => void;
  /** Writes into a function's log on its caller's behalf. */
  log: (functionName: string, text: string) => void;
  /** The environment's clock, in milliseconds; the real one if left out. */
  now?: () => number;
  /** A record of a table as functions are to get it, when the engine's is not yet that. */
  recordOf?: (tableName: string, record: StreamRecord) => StreamRecord;
}>;

/** All that calls functions besides clients: the streams of tables, and the clock. */
export type EventSources = Readonly<{
  /** Resolves when the functions have been given all that was written before. */
  caughtUp(): Promise<void>;
  /** The same, but what fails is tried once and not waited for. */
  settled(): Promise<void>;
  /** Present time by the clock. */
  schedules(): readonly Schedule[];
  /** Calls nobody while tables are made anew; what was in their streams is gone. */
  whilePaused<Result>(work: () => Promise<Result>): Promise<Result>;
  reload(app: AppDefinition): Promise<void>;
  /** Calls nobody any more; resolves when what was called has answered. */
  stop(): Promise<void>;
}>;

/** `key` tells whether what is declared is still the same. */
type RunningSource = Readonly<{ key: string; source: EventSource }>;

const keyOf = (definition: EventSourceDefinition): string => JSON.stringify(definition);

export function startEventSources(options: EventSourcesOptions): EventSources {
  const { invoke, log, onDeadLetter, now = Date.now, recordOf = (_, record) => record } = options;
  const streams = streamsAt(options.endpoint);
  /** By event source: a reload goes on where it was. */
  const positions = new Map<string, Map<string, StreamPosition>>();
  let running: readonly RunningSource[] = [];
  let schedules: readonly Schedule[] = [];

  function run(definition: EventSourceDefinition): RunningSource {
    const { logicalId, functionLogicalId, functionName, tableName } = definition;
    const known = positions.get(logicalId) ?? new Map<string, StreamPosition>();
    positions.set(logicalId, known);
    const source = new EventSource({
      source: definition,
      streams: mapRecords(streams, (record) => recordOf(tableName, record)),
      now,
      invoke: (event) => invoke(functionLogicalId, event),
      positions: known,
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

  start(current);
  const all = (ask: (source: EventSource) => Promise<void>) => Promise.all(running.map(({ source }) => ask(source)));
  return {
    caughtUp: async () => void (await all((source) => source.caughtUp())),
    settled: async () => void (await all((source) => source.settled())),
    schedules: () => schedules,
    async whilePaused(work) {
      await change({ ...current, eventSources: [], schedules: [] });
      return work().finally(() => start(current));
    },
    reload(app) {
      current = app;
      return change(app);
    },
    async stop() {
      for (const schedule of schedules) schedule.stop();
      await all((source) => source.stop());
      streams.close();
    },
  };
}
