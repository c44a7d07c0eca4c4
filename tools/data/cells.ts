import * as z from 'zod/mini';
import { Metadata } from '../../src/contracts/metadata.ts';
import { readMoment } from '../../src/contracts/moment.ts';
import { holdsCardNumber } from '../../src/domain/card-number.ts';
import type { Currency } from '../../src/domain/currency.ts';
import { type Money, readMoney } from '../../src/domain/money.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { BadValue, type Column, type Row } from './payment-columns.ts';

export const fingerprintText = /^[\x21-\x7e]{1,200}$/;
const idText = /^[A-Za-z0-9_-]{1,64}$/;

export function readId(row: Row, column: Column): string {
  const id = readOptionalId(row, column);
  if (id === undefined) throw new BadValue(column, 'it is missing');
  return id;
}

export const readOptionalId = (row: Row, column: Column): string | undefined =>
  readText(row, column, idText, '1 to 64 letters, digits, dashes and underscores');

/** Reads a cell that must match a pattern; undefined if it is empty. Throws BadValue. */
export function readText(row: Row, column: Column, pattern: RegExp, described: string): string | undefined {
  const text = row[column] || undefined;
  if (text === undefined) return undefined;
  if (!pattern.test(text)) throw new BadValue(column, `it is not ${described}`);
  return withoutCardNumber(column, text);
}

/** Throws BadValue if a text contains a card number: none is imported, in whatever column. */
export function withoutCardNumber(column: Column, text: string): string {
  if (holdsCardNumber(text)) throw new BadValue(column, 'it looks like a card number');
  return text;
}

/** Not checked for card numbers, because a hash may look like one. */
export function readFingerprint(row: Row): string | undefined {
  const text = row.fingerprint || undefined;
  if (text === undefined || fingerprintText.test(text)) return text;
  throw new BadValue('fingerprint', 'it is not 1 to 200 visible characters');
}

export function readOneOf<Name extends string>(row: Row, column: Column, names: readonly Name[]): Name | undefined {
  const text = row[column] || undefined;
  const found = names.find((name) => name === text);
  if (found !== undefined || text === undefined) return found;
  throw new BadValue(column, `it must be one of ${names.join(', ')}`);
}

/** Reads a moment in the store's format: UTC with milliseconds. */
export function readInstant(row: Row, column: Column): string | undefined {
  const text = row[column] || undefined;
  const at = text === undefined ? undefined : readMoment(text);
  if (text !== undefined && at === undefined) {
    throw new BadValue(column, 'it is not a date and time like 2025-11-06T18:04:05Z');
  }
  return at === undefined ? undefined : new Date(at).toISOString();
}

export function readWhole(row: Row, column: Column): number | undefined {
  const text = row[column] || undefined;
  if (text !== undefined && !/^(0|[1-9]\d{0,8})$/.test(text)) throw new BadValue(column, 'it is not a whole number');
  return text === undefined ? undefined : Number(text);
}

export function readAmount(row: Row, column: Column, currency: Currency | string): Money | undefined {
  const text = row[column] || undefined;
  if (text === undefined) return undefined;
  try {
    return readMoney(text, currency);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new BadValue(error.details.field === '/currency' ? 'currency' : column, error.message);
  }
}

/** Fields of requests are as long as a request allows; the limits of metadata are not theirs. */
const AddedFields = z.record(
  z.string().check(z.minLength(1)),
  z.string('a value is not text'),
  'it is not an object of strings',
);
const schemas = { metadata: Metadata, added_fields: AddedFields } as const;

/** Reads a cell with a JSON object of strings. */
export function readStrings(row: Row, column: keyof typeof schemas): Record<string, string> | undefined {
  const value = readJson(row, column);
  if (value === undefined) return undefined;
  const strings = z.safeParse(schemas[column], value);
  if (!strings.success) throw new BadValue(column, String(strings.error.issues[0]?.message));
  withoutCardNumber(column, JSON.stringify(strings.data));
  return strings.data;
}

/** Parses a cell with JSON. */
export function readJson(row: Row, column: Column): unknown {
  const text = row[column] || undefined;
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new BadValue(column, 'it is not JSON');
  }
}
