/** What `node edge/main.ts` is told by its environment. */
export type Settings = Readonly<{
  ports: readonly number[];
  host: string;
  upstream: string;
  signed: boolean;
  log: boolean;
}>;

/** Throws an Error that says which variable is wrong, and what it may be. */
export function settingsFrom(variable: (name: string) => string | undefined): Settings {
  const auth = variable('UPSTREAM_AUTH') ?? 'none';
  if (auth !== 'iam' && auth !== 'none') throw new Error(`UPSTREAM_AUTH=${auth} must be iam or none`);
  return {
    ports: (variable('PORT') ?? '50051').split(',').map(portFrom),
    host: variable('HOST') ?? '127.0.0.1',
    upstream: upstreamFrom(variable('UPSTREAM')),
    signed: auth === 'iam',
    log: /^(on|true|1)$/i.test(variable('LOG') ?? ''),
  };
}

function portFrom(text: string): number {
  const port = Number(text);
  if (/^\s*\d+\s*$/.test(text) && port <= 65_535) return port;
  throw new Error(`PORT has "${text}": give a number from 0 to 65535, or several with commas between them`);
}

function upstreamFrom(text: string | undefined): string {
  if (text !== undefined && /^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  const given = text === undefined ? 'UPSTREAM is not set' : `UPSTREAM=${text} is not an http address`;
  throw new Error(`${given}: give the payment API's, as in UPSTREAM=http://localhost:8000`);
}
