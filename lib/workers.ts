import type { Service, TableAction } from './routes.ts';
import type { TableName } from './table-definitions.ts';

/** What makes a worker run: what happens to payments, or the clock. */
type Trigger =
  | Readonly<{
      stream: 'payments';
      batchSize: number /** Until its record is too old, if left out. */;
      retries?: number;
    }>
  | Readonly<{ everyMinutes: number }>;

export type WorkerLine = Readonly<{
  /** functions/<folder>/<name>.ts */
  name: string;
  folder: string;
  on: Trigger;
  /** The function's whole rights, besides reading its stream and writing its own log. */
  may: Readonly<Partial<Record<TableName, readonly TableAction[]>>>;
  calls?: readonly Service[];
  /** It asks the stage's processor. */
  asksProcessor?: true;
}>;

/** A transaction takes 100 items, and a payment becomes up to four of them. */
const batchSize = 25;

/** The functions that no client calls. */
// biome-ignore format: one worker, one line
export const workers: readonly WorkerLine[] = [
  { name: 'project-payments', folder: 'workers', on: { stream: 'payments', batchSize, retries: 10 }, may: { projections: ['PutItem', 'UpdateItem', 'DeleteItem'] } },
  { name: 'notify', folder: 'workers', on: { stream: 'payments', batchSize }, may: { projections: ['GetItem', 'PutItem'] }, calls: ['NOTIFICATION_SERVICE_URL'] },
  { name: 'sweep-payments', folder: 'workers', on: { everyMinutes: 1 }, may: { projections: ['Query', 'DeleteItem'], payments: ['GetItem', 'PutItem', 'UpdateItem'] }, asksProcessor: true },
  { name: 'poll-payments', folder: 'workers', on: { everyMinutes: 1 }, may: { projections: ['Query', 'DeleteItem'], payments: ['GetItem', 'UpdateItem'] }, asksProcessor: true },
];
