import type { Operation } from '../../src/runtime/operations.ts';

type Described = Readonly<{
  TableName?: string;
  Key?: Record<string, unknown>;
  Item?: Record<string, unknown>;
  ConditionExpression?: string;
  UpdateExpression?: string;
  TransactItems?: readonly unknown[];
  KeyConditionExpression?: string;
}>;

const plain = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value).map(plain).join();
};

/** An operation in half a line: what it does, to what, and on which condition. */
export function described(operation: Operation): string {
  const input = operation.input as Described;
  const kind = operation.name.replace(/Items?$/, '');
  const table = input.TableName?.split('-').at(-1) ?? `${input.TransactItems?.length ?? 0} items`;
  const { id, sort } = input.Key ?? input.Item ?? {};
  const key = id === undefined ? '' : ` ${plain(id)}${sort === undefined ? '' : ` ${plain(sort)}`}`;
  const update = input.UpdateExpression?.replace(/\s+/g, ' ');
  const condition = input.ConditionExpression;
  return `${kind} ${table}${key}${update ? ` ${update}` : ''}${condition ? ` IF ${condition}` : ''}`;
}

type DescribedOutcome = Readonly<{ output: unknown } | { error: unknown }>;

/** The result: the item after a write, the item read, or the error. */
export function outcomeOf(outcome: DescribedOutcome): string {
  if ('error' in outcome) return outcome.error instanceof Error ? outcome.error.name : String(outcome.error);
  const { Attributes, Item, Count } = outcome.output as Record<string, Record<string, unknown> | undefined>;
  if (Count !== undefined) return `${plain(Count)} found`;
  const item = Attributes ?? Item;
  if (item === undefined) return 'done';
  return (
    [item.status, item.amount_minor, item.payment_id]
      .filter((value) => value !== undefined)
      .map(plain)
      .join(' ') || 'done'
  );
}
