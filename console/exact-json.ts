/** Members whose numbers must keep their digits: amounts, and ids that may not fit a double. */
const exactMember = /(amount|_id|^value)$/;

type ReviverContext = Readonly<{ source?: string }>;
type SourceReviver = (this: unknown, key: string, value: unknown, context?: ReviverContext) => unknown;

const withDigits: SourceReviver = (key, value, context) =>
  typeof value === 'number' && exactMember.test(key) ? (context?.source ?? String(value)) : value;

/**
 * Parses an answer of the API. Amounts and ids become text with the digits that the service sent: 25.00 as a number would be 25.
 * Throws SyntaxError.
 */
export const parseExact = (text: string): unknown => JSON.parse(text, withDigits);

/** A type of the API with amounts and ids as `parseExact` reads them. */
export type Exact<T> = T extends readonly (infer Item)[]
  ? readonly Exact<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: K extends ExactMember ? Text<T[K]> : Exact<T[K]> }
    : T;
type ExactMember = `${string}amount` | `${string}_id` | 'value';
type Text<T> = T extends number ? string : Exact<T>;
