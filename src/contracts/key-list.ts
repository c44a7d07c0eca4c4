/**
 * One member of an Idempotency-Key header: a structured-field string (RFC 8941 §3.3.3), or a bare key up to the next
 * comma. A backslash may stand before a quote or a backslash only.
 */
const member = /[ \t]*(?:"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"[ \t]*|(?![ \t"])([^,]*))(,|$)/y;

/**
 * The keys in one line of an Idempotency-Key header; undefined if the line is malformed. Proxies may join several lines
 * with commas (RFC 9110 §5.3), so a key that contains a comma has to be quoted.
 *
 * draft-ietf-httpapi-idempotency-key-header-07 defines no parameters, so a value with any is malformed.
 */
export function keysIn(line: string): readonly string[] | undefined {
  const keys: string[] = [];
  member.lastIndex = 0;
  for (let separator = ','; separator === ','; ) {
    const [matched, quoted, bare = '', end = ''] = member.exec(line) ?? [];
    if (matched === undefined) return undefined;
    keys.push(quoted?.replace(/\\(["\\])/g, '$1') ?? bare.trimEnd());
    separator = end;
  }
  return keys;
}

/** The header line for a key: quoted where the bare key would be read as another one. */
export const keyLine = (key: string): string => (/^"|,/.test(key) ? `"${key.replace(/["\\]/g, '\\$&')}"` : key);

/**
 * The one key that versions before the list was understood made of a whole line: `5,5` was the key `5,5`. Payments from
 * that time are still stored under it.
 */
export const keyOfWholeLine = (line: string): string =>
  /^\s*"(.*)"\s*$/.exec(line)?.[1]?.replace(/\\(["\\])/g, '$1') ?? line.trim();
