import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { MarshalledItem } from '../../src/store/item.ts';
import type { SimulatedItem } from './operands.ts';
import { plainNumber } from './updates.ts';

/** Cached, because items are never changed in place. */
const known = new WeakMap<SimulatedItem, MarshalledItem>();

/** An item as streams, failed conditions and the low-level client have it. */
export function wireOf(item: SimulatedItem): MarshalledItem {
  const found = known.get(item);
  if (found !== undefined) return found;
  const wire: MarshalledItem = {};
  for (const [name, value] of Object.entries(item)) if (value !== undefined) wire[name] = valueOnWire(value);
  known.set(item, wire);
  return wire;
}

function valueOnWire(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' || typeof value === 'bigint') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(valueOnWire) };
  return { M: wireOf(value as SimulatedItem) };
}

export const itemOfWire = (wire: MarshalledItem): SimulatedItem =>
  Object.fromEntries(Object.entries(wire).map(([name, value]) => [name, valueOfWire(value)]));

function valueOfWire({ S, N, BOOL, L, M }: AttributeValue): unknown {
  if (S !== undefined) return S;
  if (N !== undefined) return /^-?\d+$/.test(N) ? plainNumber(BigInt(N)) : Number(N);
  if (BOOL !== undefined) return BOOL;
  if (L !== undefined) return L.map(valueOfWire);
  return M === undefined ? null : itemOfWire(M);
}

/** An item as it is kept: without what is undefined, numbers as the client gives them, and nobody else's to change. */
export function keptItem(item: SimulatedItem): SimulatedItem {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) if (value !== undefined) kept[name] = keptValue(value);
  return kept;
}

function keptValue(value: unknown): unknown {
  if (typeof value === 'bigint') return plainNumber(value);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(keptValue) : keptItem(value as SimulatedItem);
}
