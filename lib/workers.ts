import type { ServiceVariable, TableAction } from './routes.ts';
import type { TableName } from './table-definitions.ts';

/** A worker runs on records of a table's stream or on a schedule. */
type Trigger = Readonly<{ stream: 'payments' | 'events'; batchSize: number }> | Readonly<{ everyMinutes: number }>;

export type WorkerDefinition = Readonly<{
  /** functions/<folder>/<name>.ts */
  name: string;
  folder: string;
  on: Trigger;
  /** All permissions of the function, besides reading its stream and writing its log. */
  may: Readonly<Partial<Record<TableName, readonly TableAction[]>>>;
  calls?: readonly ServiceVariable[];
  /** Calls the stage's payment processor. */
  asksProcessor?: true;
  /** Puts events on the stage's event bus, if it has one. */
  putsEvents?: true;
  /** Reads a whole day: it has Lambda's longest time and a whole processor. With less, a day of 300,000 events was never sealed. */
  readsDays?: true;
}>;

/** Few enough for one transaction: DynamoDB limits it to 100 items, and a change of a payment takes at most four. */
const batchSize = 25;

/** All workers. */
// biome-ignore format: one worker, one line
export const workers: readonly WorkerDefinition[] = [
  { name: 'project-payments', folder: 'workers', on: { stream: 'payments', batchSize }, may: { events: ['ConditionCheckItem', 'PutItem'], projections: ['Query', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'] } },
  { name: 'deliver', folder: 'workers', on: { stream: 'events', batchSize }, may: { webhooks: ['GetItem', 'Query', 'PutItem', 'UpdateItem'], events: ['PutItem'], projections: ['GetItem'] }, calls: ['NOTIFICATION_SERVICE_URL'], putsEvents: true },
  { name: 'redeliver', folder: 'workers', on: { everyMinutes: 1 }, may: { webhooks: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'], events: ['GetItem', 'PutItem'] }, calls: ['NOTIFICATION_SERVICE_URL'], putsEvents: true },
  { name: 'sweep-payments', folder: 'workers', on: { everyMinutes: 1 }, may: { projections: ['Query', 'DeleteItem'], payments: ['GetItem', 'PutItem', 'UpdateItem'] }, asksProcessor: true },
  { name: 'poll-payments', folder: 'workers', on: { everyMinutes: 1 }, may: { projections: ['GetItem', 'PutItem', 'Query', 'DeleteItem'], payments: ['GetItem', 'UpdateItem'] }, asksProcessor: true },
  { name: 'seal-days', folder: 'workers', on: { everyMinutes: 1_440 }, may: { events: ['PutItem', 'Query'] }, readsDays: true },
];
