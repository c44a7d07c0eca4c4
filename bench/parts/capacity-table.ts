import type { Table } from '../report/table.ts';
import type { Capacity } from './capacity-of-calls.ts';

export function capacityTable(found: Readonly<Record<string, Capacity>>): Table {
  return {
    title: 'DynamoDB, per operation: calls, and units as the embedded engine counts them',
    columns: ['operation', 'calls', 'read units', 'write units', 'checkpoints', 'which'],
    rows: Object.entries(found).map(([name, { calls, operations: made, readUnits, writeUnits, durable }]) => [
      name,
      String(calls),
      String(readUnits),
      String(writeUnits),
      durable === undefined ? '' : String(durable.checkpoints),
      [...new Set(made)].join(' '),
    ]),
    notes: [
      'A write whose condition fails counts as one unit, the minimum that AWS charges.',
      'Checkpoints are calls of a durable function to Lambda. A known execution name runs nothing, as AWS documents.',
    ],
  };
}
