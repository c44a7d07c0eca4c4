/** Settings of `node edge/main.ts`. */
export type Settings = Readonly<{
  ports: readonly number[];
  host: string;
  upstream: string;
  signed: boolean;
  log: boolean;
}>;

/** Reads the settings from environment variables. Throws an Error that names the invalid variable and how to correct it. */
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
  throw new Error(
    `PORT has "${text}", which is not a port: use a number from 0 to 65535, or several separated by commas`,
  );
}

function upstreamFrom(text: string | undefined): string {
  if (text !== undefined && /^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  const problem = text === undefined ? 'UPSTREAM is not set' : `UPSTREAM=${text} is not an http address`;
  throw new Error(`${problem}: set it to the address of the payment API, such as http://localhost:8000`);
}
