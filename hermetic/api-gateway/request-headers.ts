/** Values by name, in the spelling of its first occurrence. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/** Headers that API Gateway does not pass to integrations. */
const dropped: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);

export type Connection = Readonly<{ sourceIp: string; port: number; traceId: string }>;

/** The headers that a function receives: the client's (name, value, name, value …) and those that API Gateway adds. */
export function forwardedHeaders(rawHeaders: readonly string[], hop: Connection): Headers {
  const sent = grouped(rawHeaders);
  const forwardedFor = [...(valuesOf(sent, 'x-forwarded-for') ?? []), hop.sourceIp];
  const added = new Map([
    ['X-Amzn-Trace-Id', hop.traceId],
    ['X-Forwarded-For', forwardedFor.join(', ')],
    ['X-Forwarded-Port', String(hop.port)],
    ['X-Forwarded-Proto', 'http'],
  ]);
  const replaced = new Set([...added.keys()].map((name) => name.toLowerCase()));
  const kept = [...sent].filter(([name]) => !dropped.has(name.toLowerCase()) && !replaced.has(name.toLowerCase()));
  return new Map([...kept, ...[...added].map(([name, value]) => [name, [value]] as const)]);
}

/** The last value of a header, whatever its case. */
export function lastValue(headers: Headers, lowerCaseName: string): string | undefined {
  return valuesOf(headers, lowerCaseName)?.at(-1);
}

function valuesOf(headers: Headers, lowerCaseName: string): readonly string[] | undefined {
  return [...headers].find(([name]) => name.toLowerCase() === lowerCaseName)?.[1];
}

/** Merges names that differ only in case. */
function grouped(rawHeaders: readonly string[]): Headers {
  const byLowerCase = new Map<string, [string, string[]]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const key = name.toLowerCase();
    const entry = byLowerCase.get(key);
    // The only name whose spelling API Gateway changes.
    if (entry === undefined) byLowerCase.set(key, [key === 'authorization' ? 'Authorization' : name, [value]]);
    else entry[1].push(value);
  }
  return new Map(byLowerCase.values());
}
