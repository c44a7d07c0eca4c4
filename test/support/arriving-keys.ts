/** One way in which a key arrives at the service, and what must come of it. */
export type Arrival = Readonly<{
  what: string;
  /** The lines of the header, or the values of the metadata, for a key of letters, digits and dashes. */
  lines: (key: string) => readonly string[];
  /** The code of the refusal; none if it is the key. */
  code?: 'idempotency_key_repeated' | 'idempotency_key_invalid';
}>;

const repeated = 'idempotency_key_repeated';
const invalid = 'idempotency_key_invalid';

export const arrivals: readonly Arrival[] = [
  { what: 'in quotes', lines: (key) => [`"${key}"`] },
  { what: 'sent twice', lines: (key) => [key, key] },
  { what: 'sent twice, once in quotes', lines: (key) => [key, `"${key}"`] },
  { what: 'sent three times', lines: (key) => [key, key, key] },
  { what: 'joined with itself', lines: (key) => [`${key}, ${key}`] },
  { what: 'joined with itself without a space', lines: (key) => [`${key},${key}`] },
  { what: 'joined with itself in quotes', lines: (key) => [`"${key}", "${key}"`] },
  { what: 'joined with itself, bare and in quotes', lines: (key) => [`${key}, "${key}"`] },
  { what: 'joined and sent again', lines: (key) => [`${key}, ${key}`, key] },
  { what: 'sent with another', lines: (key) => [key, `${key}-2`], code: repeated },
  { what: 'joined with another', lines: (key) => [`${key}, ${key}-2`], code: repeated },
  { what: 'joined with another in quotes', lines: (key) => [`"${key}", "${key}-2"`], code: repeated },
  { what: 'joined with itself and another', lines: (key) => [`${key}, ${key}, ${key}-2`], code: repeated },
  { what: 'in another case of letters', lines: (key) => [`${key}, ${key.toUpperCase()}`], code: repeated },
  { what: 'joined with nothing', lines: (key) => [`${key},`], code: repeated },
  { what: 'without its last quote', lines: (key) => [`"${key}`], code: invalid },
  { what: 'with a parameter', lines: (key) => [`"${key}";a=1`], code: invalid },
  { what: 'with a quote in its quotes', lines: (key) => [`"${key}"1"`], code: invalid },
  { what: 'with a backslash that stands for nothing', lines: (key) => [`"${key}\\1"`], code: invalid },
  { what: 'joined with a malformed one', lines: (key) => [`${key}, "${key}`], code: invalid },
  { what: 'empty in quotes', lines: () => ['""'], code: invalid },
];
