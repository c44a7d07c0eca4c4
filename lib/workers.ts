import type { ServiceVariable, TableAction } from './routes.ts';
import type { TableName } from './table-definitions.ts';

/** A worker runs on records of a table's stream or on a schedule. */
type Trigger =
  | Readonly<{
      stream: 'payments';
      batchSize: number;
      /** Default: retry until the record reaches `maxRecordAge`. */
      retries?: number;
    }>
  | Readonly<{ everyMinutes: number }>;

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
}>;

/** DynamoDB limits a transaction to 100 items, and each change of a payment takes up to four. */
const batchSize = 25;

/** All workers. */
// biome-ignore format: one worker, one line
export const workers: readonly WorkerDefinition[] = [
  { name: 'project-payments', folder: 'workers', on: { stream: 'payments', batchSize, retries: 10 }, may: { projections: ['PutItem', 'UpdateItem', 'DeleteItem'] } },
  { name: 'notify', folder: 'workers', on: { stream: 'payments', batchSize }, may: { projections: ['GetItem', 'PutItem'] }, calls: ['NOTIFICATION_SERVICE_URL'] },
  { name: 'sweep-payments', folder: 'workers', on: { everyMinutes: 1 }, may: { projections: ['Query', 'DeleteItem'], payments: ['GetItem', 'PutItem', 'UpdateItem'] }, asksProcessor: true },
  { name: 'poll-payments', folder: 'workers', on: { everyMinutes: 1 }, may: { projections: ['GetItem', 'PutItem', 'Query', 'DeleteItem'], payments: ['GetItem', 'UpdateItem'] }, asksProcessor: true },
];
