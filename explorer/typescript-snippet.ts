import type { CallAuthorization } from './authorization.ts';
import type { ExplorerCall } from './call.ts';
import { type ClientCall, clientCallOf } from './client-call.ts';
import { lineText } from './json-text.ts';
import { quoted } from './quoted.ts';

/** The call in TypeScript: by the client, if it has a method for it, otherwise by `fetch`. */
export function typescriptSnippet(call: ExplorerCall, by: CallAuthorization): string {
  const client = clientCallOf(call);
  return (client ? clientLines(client, by) : fetchLines(call, by)).join('\n');
}

function clientLines({ expression, isList, headers, base }: ClientCall, by: CallAuthorization): string[] {
  const pairs = headers.map(pairOf);
  if (by.isKeyed) pairs.push("'x-api-key': process.env.API_KEY ?? ''");
  const options = [
    `url: ${quoted(base)}`,
    ...(by.region === undefined ? [] : ['authorize']),
    ...(pairs.length > 0 ? [`headers: { ${pairs.join(', ')} }`] : []),
  ];
  return [
    importOf('PaymentClient', 'payment-service-client'),
    ...(by.region === undefined ? [''] : [sigV4Import, '', ...signingLines(by)]),
    `const payments = new PaymentClient({ ${options.join(', ')} });`,
    isList ? `for await (const one of ${expression}) console.log(one);` : `console.log(await ${expression});`,
  ];
}

function fetchLines({ method, url, headers, body }: ExplorerCall, by: CallAuthorization): string[] {
  const isSigned = by.region !== undefined;
  const pairs = headers.map((header) => `  ${pairOf(header)},`);
  if (by.isKeyed) pairs.push("  'x-api-key': process.env.API_KEY ?? '',");
  const parts = ['method', isSigned ? 'headers: { ...headers, ...signature }' : 'headers'];
  return [
    ...(isSigned ? [sigV4Import, '', ...signingLines(by)] : []),
    `const method = ${quoted(method)};`,
    `const url = ${quoted(url)};`,
    ...(pairs.length === 0 ? ['const headers = {};'] : ['const headers = {', ...pairs, '};']),
    ...(body === undefined && !isSigned
      ? []
      : [`const body = ${body === undefined ? 'undefined' : quoted(lineText(body))};`]),
    ...(isSigned ? ['const signature = await authorize({ method, url, headers, body });'] : []),
    `const response = await fetch(url, { ${[...parts, ...(body === undefined ? [] : ['body'])].join(', ')} });`,
    'console.log(response.status, await response.text());',
  ];
}

const pairOf = ([name, value]: readonly [string, string]): string => `${quoted(name)}: ${quoted(value)}`;

const importOf = (name: string, from: string): string => `import { ${name} } from ${quoted(from)};`;

const sigV4Import = importOf('sigV4', 'payment-service-client/sigv4');

const signingLines = ({ region = '' }: CallAuthorization): string[] => [
  'const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;',
  'const authorize = sigV4({',
  `  region: ${quoted(region)},`,
  '  credentials: {',
  "    accessKeyId: AWS_ACCESS_KEY_ID ?? '',",
  "    secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '',",
  '    sessionToken: AWS_SESSION_TOKEN,',
  '  },',
  '});',
];
