import type { CallAuthorization } from './authorization.ts';
import type { ExplorerCall } from './call.ts';
import { lineText } from './json-text.ts';

/** The call as a curl command. Credentials come from the shell's environment variables. */
export function curlLine({ method, url, headers, body }: ExplorerCall, { region, isKeyed }: CallAuthorization): string {
  const signature = [
    `--aws-sigv4 'aws:amz:${region}:execute-api' --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
    '-H "X-Amz-Security-Token: $AWS_SESSION_TOKEN"',
  ];
  return [
    `curl -i ${method === 'GET' ? '' : `-X ${method} `}${quoted(url)}`,
    ...(region === undefined ? [] : signature),
    ...(isKeyed ? ['-H "x-api-key: $API_KEY"'] : []),
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quoted(lineText(body))}`]),
  ].join(' \\\n  ');
}

/** Addresses of the local gRPC edge, by proto package. */
const grpcAddresses: Readonly<Record<string, string>> = {
  'payment.v1': 'localhost:50051',
  'payments.v1': 'localhost:7000',
};

/** HTTP headers for which gRPC has its own mechanism. */
const httpOnly = new Set(['content-type', 'connect-protocol-version', 'connect-timeout-ms']);

/** The call as a grpcurl command to the local gRPC edge. */
export function grpcurlLine(path: string, { headers, body = '{}' }: ExplorerCall): string {
  const name = path.slice(1);
  const address = grpcAddresses[name.slice(0, name.indexOf('.', name.indexOf('.') + 1))] ?? 'localhost:50051';
  const timeout = headers.find(([header]) => header.toLowerCase() === 'connect-timeout-ms')?.[1];
  return [
    'grpcurl -plaintext',
    ...(timeout === undefined ? [] : [`-max-time ${Number(timeout) / 1000}`]),
    ...headers
      .filter(([header]) => !httpOnly.has(header.toLowerCase()))
      .map(([header, value]) => `-H ${quoted(`${header.toLowerCase()}: ${value}`)}`),
    `-d ${quoted(lineText(body))}`,
    `${address} ${name}`,
  ].join(' \\\n  ');
}

/** Quotes a text for POSIX shells. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
