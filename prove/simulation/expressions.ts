import { isDeepStrictEqual } from 'node:util';
import { type Given, parsedOperand, path, type SimulatedItem } from './operands.ts';
import { Tokens } from './tokens.ts';
import { type ItemChange, parsedUpdate } from './updates.ts';

type Condition = (item: SimulatedItem, given: Given) => boolean;

/** Whether a condition holds for an item; for none, if there is no item. */
export const holds = (text: string, item: SimulatedItem | undefined, given: Given): boolean =>
  text === '' || compiled(conditions, text, parsedCondition)(item ?? {}, given);

/** The item after an update. Every right side is of the item as it was before. */
export const updated = (text: string, item: SimulatedItem, given: Given): SimulatedItem =>
  compiled(updates, text, parsedUpdate).reduce((after, change) => change(item, after, given), item);

const conditions = new Map<string, Condition>();
const updates = new Map<string, readonly ItemChange[]>();

function compiled<Program>(known: Map<string, Program>, text: string, parse: (tokens: Tokens) => Program): Program {
  const found = known.get(text);
  if (found !== undefined) return found;
  const tokens = new Tokens(text);
  const program = parse(tokens);
  tokens.end();
  known.set(text, program);
  return program;
}

function parsedCondition(tokens: Tokens): Condition {
  let left = parsedAll(tokens);
  while (tokens.skip('OR')) {
    const [one, other] = [left, parsedAll(tokens)];
    left = (item, given) => one(item, given) || other(item, given);
  }
  return left;
}

function parsedAll(tokens: Tokens): Condition {
  let left = parsedTerm(tokens);
  while (tokens.skip('AND')) {
    const [one, other] = [left, parsedTerm(tokens)];
    left = (item, given) => one(item, given) && other(item, given);
  }
  return left;
}

function parsedTerm(tokens: Tokens): Condition {
  if (tokens.skip('(')) {
    const group = parsedCondition(tokens);
    tokens.want(')');
    return group;
  }
  if (tokens.next('attribute_exists', 'attribute_not_exists')) {
    const isThere = tokens.take() === 'attribute_exists';
    tokens.want('(');
    const value = path(tokens.take());
    tokens.want(')');
    return (item, given) => (value(item, given) !== undefined) === isThere;
  }
  const left = parsedOperand(tokens);
  const compare = comparisons[tokens.take()];
  if (compare === undefined) throw new TypeError('a comparison that is not understood');
  const right = parsedOperand(tokens);
  return (item, given) => compare(left(item, given), right(item, given));
}

type Compare = (left: unknown, right: unknown) => boolean;
const same: Compare = (left, right) => left === right || (left !== undefined && isDeepStrictEqual(left, right));
/** Nothing is more or less than what is not there, or than what is of another type. */
const ordered =
  (compare: (left: number, right: number) => boolean): Compare =>
  (left, right) =>
    left !== undefined && right !== undefined && kind(left) === kind(right) && compare(left as number, right as number);
const kind = (value: unknown) => (typeof value === 'bigint' ? 'number' : typeof value);

const comparisons: Readonly<Record<string, Compare>> = {
  '=': same,
  '<>': (left, right) => !same(left, right),
  '<': ordered((left, right) => left < right),
  '<=': ordered((left, right) => left <= right),
  '>': ordered((left, right) => left > right),
  '>=': ordered((left, right) => left >= right),
};
