import type { Call } from './call.ts';
import { lineText } from './json-text.ts';

/** The same call by curl; a signed one takes its credentials from the shell's environment. */
export function curlLine({ method, url, headers, body }: Call, region: string | undefined): string {
  const signature = [
    `--aws-sigv4 'aws:amz:${region}:execute-api' --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
    '-H "X-Amz-Security-Token: $AWS_SESSION_TOKEN"',
  ];
  return [
    `curl -i ${method === 'GET' ? '' : `-X ${method} `}${quoted(url)}`,
    ...(region === undefined ? [] : signature),
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quoted(lineText(body))}`]),
  ].join(' \\\n  ');
}

/** Where the native gRPC edge listens on this machine, by package. */
const grpcAddresses: Readonly<Record<string, string>> = {
  'payment.v1': 'localhost:50051',
  'payments.v1': 'localhost:7000',
};

/** Headers of HTTP alone, which gRPC says in its own way. */
const ofHttp = new Set(['content-type', 'connect-protocol-version', 'connect-timeout-ms']);

/** The same call by grpcurl, to the edge on this machine. */
export function grpcurlLine(path: string, { headers, body = '{}' }: Call): string {
  const name = path.slice(1);
  const address = grpcAddresses[name.slice(0, name.indexOf('.', name.indexOf('.') + 1))] ?? 'localhost:50051';
  const timeout = headers.find(([header]) => header.toLowerCase() === 'connect-timeout-ms')?.[1];
  return [
    'grpcurl -plaintext',
    ...(timeout === undefined ? [] : [`-max-time ${Number(timeout) / 1000}`]),
    ...headers
      .filter(([header]) => !ofHttp.has(header.toLowerCase()))
      .map(([header, value]) => `-H ${quoted(`${header.toLowerCase()}: ${value}`)}`),
    `-d ${quoted(lineText(body))}`,
    `${address} ${name}`,
  ].join(' \\\n  ');
}

/** A text that a POSIX shell takes as it is. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
