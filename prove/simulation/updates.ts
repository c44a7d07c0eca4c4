import { type Given, nameOf, type Operand, parsedOperand, path, type SimulatedItem } from './operands.ts';
import type { Tokens } from './tokens.ts';

/** One part of an update: the item after it, whose right side is of the item before all of them. */
export type ItemChange = (before: SimulatedItem, after: SimulatedItem, given: Given) => SimulatedItem;

export function parsedUpdate(tokens: Tokens): ItemChange[] {
  const changes: ItemChange[] = [];
  if (tokens.skip('SET')) list(tokens, () => changes.push(parsedSet(tokens)));
  if (tokens.skip('REMOVE')) list(tokens, () => changes.push(put(tokens.take(), () => undefined)));
  if (tokens.skip('ADD')) list(tokens, () => changes.push(parsedAdd(tokens)));
  return changes;
}

function list(tokens: Tokens, each: () => void): void {
  do each();
  while (tokens.skip(','));
}

function parsedSet(tokens: Tokens): ItemChange {
  const target = tokens.take();
  tokens.want('=');
  const left = parsedOperand(tokens);
  if (!tokens.next('+', '-')) return put(target, left);
  const sign = tokens.take() === '+' ? 1n : -1n;
  const right = parsedOperand(tokens);
  return put(target, (item, given) => sum(left(item, given), right(item, given), sign));
}

function parsedAdd(tokens: Tokens): ItemChange {
  const target = tokens.take();
  const [known, change] = [path(target), parsedOperand(tokens)];
  return put(target, (item, given) => sum(known(item, given) ?? 0, change(item, given), 1n));
}

function sum(left: unknown, right: unknown, sign: bigint): number | bigint {
  if (left === undefined || right === undefined) throw new TypeError('an operand of a sum is not there');
  return plainNumber(BigInt(left as number) + sign * BigInt(right as number));
}

/** As the client gives numbers: exact ones as numbers. */
export const plainNumber = (whole: bigint): number | bigint =>
  Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;

function put(target: string, of: Operand): ItemChange {
  const parts = target.split('.');
  return (before, after, given) => {
    const names = parts.map((part) => nameOf(part, given));
    return withValue(after, names, of(before, given));
  };
}

function withValue(item: SimulatedItem, [name = '', ...deeper]: readonly string[], value: unknown): SimulatedItem {
  const inner = deeper.length === 0 ? value : withValue(mapAt(item, name), deeper, value);
  const { [name]: _gone, ...others } = item;
  return inner === undefined ? others : { ...others, [name]: inner };
}

function mapAt(item: SimulatedItem, name: string): SimulatedItem {
  const map = item[name];
  if (typeof map === 'object' && map !== null) return map as SimulatedItem;
  throw Object.assign(new Error('The document path provided in the update expression is invalid for update'), {
    name: 'ValidationException',
  });
}
