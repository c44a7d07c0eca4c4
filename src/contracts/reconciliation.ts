import type { Break } from '../domain/breaks.ts';
import {
  hasFormOfProcessorName,
  isProcessorName,
  type ProcessorName,
  processorNames,
} from '../domain/processor-name.ts';
import type { Reconciliation } from '../domain/reconciliation-result.ts';
import { Refusal } from '../domain/refusal.ts';
import { amountNumber } from './numbers.ts';
import { type SettlementFormatName, settlementFormatNames } from './settlement-report.ts';

const processorOf: Readonly<Record<SettlementFormatName, string>> = { stripe: 'stripe', csv: 'simulated' };

type QueryTexts = ReadonlyMap<string, readonly string[]>;

/** Reads `?format`, `?processor` (by default that of the format) and `?missing_after_days` (5). */
export function readReconciliation(query: QueryTexts) {
  const text = textsOf(query, ['format', 'processor', 'missing_after_days']);
  const format = settlementFormatNames.find((name) => name === text('format'));
  if (format === undefined) throw invalid('format', `format is one of ${settlementFormatNames.join(', ')}`);
  return {
    format,
    processor: knownProcessor(text('processor') ?? processorOf[format]),
    missingAfterDays: days(text('missing_after_days') ?? '5'),
  };
}

/** Reads `?reference`, `?processor` and `?missing_after_days` (5). */
export function readBreakList(query: QueryTexts) {
  const text = textsOf(query, ['reference', 'processor', 'missing_after_days']);
  const reference = text('reference') ?? '';
  if (!/^[\x21-\x7e]{1,128}$/.test(reference)) {
    throw invalid('reference', 'reference is 1 to 128 visible ASCII characters');
  }
  return {
    reference,
    processor: keptProcessor(text('processor') ?? ''),
    missingAfterDays: days(text('missing_after_days') ?? '5'),
  };
}

export const presentReconciliation = ({ breaks, ...counts }: Reconciliation) => ({
  ...counts,
  breaks: breaks.map(presentBreak),
});

export const presentBreaks = (breaks: readonly Break[]) => ({ breaks: breaks.map(presentBreak) });

const presentBreak = ({ id, outcome, kind, reference, difference, since, ageDays }: Break) => ({
  id,
  outcome,
  kind,
  reference: reference ?? null,
  difference: difference.map((money) => ({ currency: money.currency, amount: amountNumber(money) })),
  since,
  age_days: ageDays,
});

function textsOf(query: QueryTexts, names: readonly string[]) {
  for (const [name, values] of query) {
    if (!names.includes(name)) throw invalid(name, `the parameters are ${names.join(', ')}`);
    if (values.length > 1) throw invalid(name, 'the parameter is there twice');
  }
  return (name: string): string | undefined => query.get(name)?.[0];
}

function keptProcessor(text: string): string {
  if (hasFormOfProcessorName(text)) return text;
  throw invalid('processor', 'processor is the name of a processor, like stripe');
}

/** A report of a misspelt processor would be kept for good, and have no payments. */
function knownProcessor(text: string): ProcessorName {
  if (isProcessorName(text)) return text;
  throw invalid('processor', `processor is one of ${processorNames.join(', ')}`);
}

function days(text: string): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= 365) return number;
  throw invalid('missing_after_days', 'missing_after_days is a whole number from 0 to 365');
}

const invalid = (parameter: string, detail: string) => new Refusal('query_invalid', detail, { field: parameter });
