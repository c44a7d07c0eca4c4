import type { DurableUsage } from '../durable/executions.ts';
import type { MeteredEngine } from '../dynamodb/metered-engine.ts';

/** DynamoDB calls and consumed capacity of one operation. */
export type Capacity = Readonly<{
  calls: number;
  /** In order. For batches, those of the whole batch. */
  operations: readonly string[];
  readUnits: number;
  writeUnits: number;
  /** Durable functions only. */
  durable?: DurableUsage;
}>;

export function capacityOf(calls: ReturnType<MeteredEngine['meter']['calls']>): Capacity {
  const sum = (units: 'readUnits' | 'writeUnits') => calls.reduce((total, call) => total + call[units], 0);
  return {
    calls: calls.length,
    operations: calls.map(({ operation }) => operation),
    readUnits: sum('readUnits'),
    writeUnits: sum('writeUnits'),
  };
}
