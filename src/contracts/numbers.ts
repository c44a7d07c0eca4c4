import type { Money } from '../domain/money.ts';
import { formatAmount } from '../domain/money.ts';

/** JSON.rawJSON (Node 22) writes a number by its digits; TypeScript's library does not declare it yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** An amount as a JSON number with exactly its currency's digits: `50.00`. */
export const amountNumber = (money: Money): unknown => rawJSON(formatAmount(money));

/** The same of an amount that is text already. */
export const amountOfText = (text: string): unknown => rawJSON(text);

/** An id as the older clients sent it: a whole number where it looks like one that every reader keeps exact. */
export const idNumber = (id: string): unknown => (/^(0|[1-9]\d{0,14})$/.test(id) ? rawJSON(id) : id);
