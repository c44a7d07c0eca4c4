import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { MarshalledItem } from '../../src/store/item.ts';

/** Values of `#names` and `:values`. */
export type Given = Readonly<{ names: Readonly<Record<string, string>>; values: MarshalledItem }>;

const existence = /^attribute_(not_)?exists\(([\w#.]+)\)$/;
const comparison = /^(\S+) (=|<|<=|>|>=) (\S+)$/;
const assignment = /^([\w#.]+) = (\S+)(?: ([+-]) (\S+))?$/;

/** Whether a condition holds for an item. Only what this service sends is understood: all else is an error. */
export function holds(condition: string, item: MarshalledItem | undefined, given: Given): boolean {
  const grouped = /(?<!\w)\(((?:[^()]|\w\([^()]*\))*)\)/.exec(condition);
  if (grouped) {
    const [group, within = ''] = grouped;
    return holds(condition.replace(group, String(holds(within, item, given))), item, given);
  }
  return condition.split(' OR ').some((all) => all.split(' AND ').every((term) => termHolds(term, item ?? {}, given)));
}

/** The item after an update. As in DynamoDB, every right side is of the item as it was before. */
export function updated(update: string, item: MarshalledItem, given: Given): MarshalledItem {
  const [, set, remove] = /^(?:SET (.+?))?(?: ?REMOVE (.+))?$/.exec(update.replace(/\s+/g, ' ')) ?? [];
  if (set === undefined && remove === undefined) throw unknown(update);
  const after = structuredClone(item);
  for (const part of set?.split(', ') ?? []) {
    const [, path, left, sign, right] = assignment.exec(part) ?? [];
    if (path === undefined || left === undefined) throw unknown(part);
    const value = operand(left, item, given);
    put(after, path, right === undefined ? value : sum(value, sign, operand(right, item, given)), given);
  }
  for (const path of remove?.split(', ') ?? []) put(after, path, undefined, given);
  return after;
}

/** DynamoDB refuses names and values that no expression uses. */
export function requireAllUsed(expressions: string, { names, values }: Given): void {
  const used = new Set(expressions.match(/[#:]\w+/g));
  const unused = [...Object.keys(names), ...Object.keys(values)].filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`no expression uses ${unused.join()}: ${expressions}`);
}

function termHolds(term: string, item: MarshalledItem, given: Given): boolean {
  if (term === 'true' || term === 'false') return term === 'true';
  const [, not, path] = existence.exec(term) ?? [];
  if (path !== undefined) return (valueAt(item, path, given) === undefined) === (not !== undefined);
  const [, left, operator, right] = comparison.exec(term) ?? [];
  if (left === undefined || operator === undefined || right === undefined) throw unknown(term);
  return compares(operand(left, item, given), operator, operand(right, item, given));
}

/** No comparison is true of an attribute that is not there, and only numbers are more or less here. */
function compares(left: AttributeValue | undefined, operator: string, right: AttributeValue | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  if (operator === '=') return isDeepStrictEqual(left, right);
  const difference = numberOf(left) - numberOf(right);
  if (difference === 0n) return operator.endsWith('=');
  return difference < 0n === operator.startsWith('<');
}

function operand(text: string, item: MarshalledItem, given: Given): AttributeValue | undefined {
  if (text.startsWith(':')) {
    const value = given.values[text];
    if (value === undefined) throw new Error(`${text} is not in ExpressionAttributeValues`);
    return value;
  }
  const [, sized] = /^size\(([\w#.]+)\)$/.exec(text) ?? [];
  if (sized === undefined) return valueAt(item, text, given);
  const map = valueAt(item, sized, given)?.M;
  return map && { N: String(Object.keys(map).length) };
}

function valueAt(item: MarshalledItem, path: string, given: Given): AttributeValue | undefined {
  return namesIn(path, given).reduce<AttributeValue | undefined>((at, name) => at?.M?.[name], { M: item });
}

function put(item: MarshalledItem, path: string, value: AttributeValue | undefined, given: Given): void {
  const [last = '', ...parents] = namesIn(path, given).reverse();
  const parent = parents.reduceRight<MarshalledItem | undefined>((at, name) => at?.[name]?.M, item);
  if (parent === undefined) throw new Error(`the document path ${path} is invalid for update`);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
}

function namesIn(path: string, { names }: Given): string[] {
  if (!/^#?\w+(\.#?\w+)*$/.test(path)) throw unknown(path);
  return path.split('.').map((name) => {
    const known = name.startsWith('#') ? names[name] : name;
    if (known === undefined) throw new Error(`${name} is not in ExpressionAttributeNames`);
    return known;
  });
}

function sum(left: AttributeValue | undefined, sign: string | undefined, right: AttributeValue | undefined) {
  if (left === undefined || right === undefined) throw new Error('an operand of a sum is not there');
  const change = numberOf(right);
  return { N: String(numberOf(left) + (sign === '-' ? -change : change)) };
}

function numberOf({ N: text }: AttributeValue): bigint {
  if (text === undefined) throw new Error('only numbers are added and ordered here');
  return BigInt(text);
}

const unknown = (text: string) => new TypeError(`not an expression of this service: ${text}`);
