import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { AwsV4Signer } from 'aws4fetch';
import { packedCharts, packedPage, policy } from '../../generated/console-page.ts';
import { readBody } from '../../hermetic/api-gateway/request-body.ts';
import { isLoopback } from '../../hermetic/process/loopback.ts';
import { localHeader } from '../app/environment-description.ts';
import { callerTag, isOfAnotherCaller } from './caller.ts';

type OperatorCredentials = Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;

export type OperatorProxyOptions = Readonly<{
  stage: string;
  /** URL of the stage's API, without a trailing slash. */
  api: string;
  region: string;
  credentials: () => Promise<OperatorCredentials>;
  /** The caller that the stage sees: an IAM user or role, or an API key. */
  caller: () => Promise<string>;
  /** Sent as `x-api-key` to a stage that requires one. */
  apiKey?: string | undefined;
  port: number;
}>;

const maxBytes = 1_048_576;
/** The API of the console. Everything else of the stage stays out of reach of a page in this browser. */
const served = /^\/(v1\/|metrics$)/;
const methods: readonly string[] = ['GET', 'POST', 'DELETE'];
const forwardedHeaders = ['accept', 'content-type', 'idempotency-key'] as const;
const returnedHeaders = ['content-type', 'idempotent-replayed', 'retry-after'] as const;

const page = gunzipSync(Buffer.from(packedPage, 'base64')).toString();
const charts = gunzipSync(Buffer.from(packedCharts, 'base64'));

/**
 * Serves the console on this machine, and signs its requests to a stage. Every page in this browser can reach the port, so only
 * the console's own requests are signed: a page of another origin cannot send the header, and one whose name was rebound to
 * 127.0.0.1 still sends its own name as Host.
 */
export async function startOperatorProxy(options: OperatorProxyOptions): Promise<{ url: string; close(): void }> {
  const server = createServer((incoming, outgoing) => {
    respond(options, incoming, outgoing).catch(() => {
      if (outgoing.headersSent) outgoing.destroy();
      else
        refuse(
          outgoing,
          502,
          `The API of ${options.stage} did not answer. It may have done what was asked: send it again.`,
        );
    });
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/console`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function respond(options: OperatorProxyOptions, incoming: IncomingMessage, outgoing: ServerResponse) {
  const { method = '', headers, url = '/' } = incoming;
  if (!isLoopback(`http://${headers.host}`)) return refuse(outgoing, 403, 'This proxy serves this machine only.');
  const [path = '', query] = url.split('?');
  if (method === 'GET' && /^\/console\/?$/.test(path)) return sendPage(outgoing, query, options);
  if (!(localHeader.toLowerCase() in headers)) return refuse(outgoing, 403, `The header ${localHeader} is missing.`);
  if (!served.test(path) || !methods.includes(method)) return refuse(outgoing, 404, 'The console does not call this.');
  const body = await readBody(incoming, maxBytes);
  if (body === 'left') return;
  if (body === 'too large') return refuse(outgoing, 413, `The body has more than ${maxBytes} bytes.`);
  const credentials = await options.credentials().catch(() => undefined);
  if (credentials === undefined) {
    return refuse(
      outgoing,
      401,
      'Nothing was sent: your AWS credentials have expired. Log in again, and try once more.',
    );
  }
  const key = headers['idempotency-key'];
  if (key !== undefined) {
    const tag = await tagOf(options);
    if (tag === undefined) return refuse(outgoing, 503, `Nothing was sent: ${unknownCaller}`);
    if (isOfAnotherCaller(String(key), tag)) return refuse(outgoing, 403, otherCaller);
  }
  const response = await sendSigned(options, credentials, incoming, body);
  const answer = Buffer.from(await response.arrayBuffer());
  const kept = returnedHeaders.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  outgoing.writeHead(response.status, { ...Object.fromEntries(kept), ...always }).end(answer);
}

async function sendSigned(
  { api, region, apiKey }: OperatorProxyOptions,
  credentials: OperatorCredentials,
  { method = '', url, headers }: IncomingMessage,
  body: Buffer,
) {
  const forwarded = forwardedHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]));
  const init = {
    method,
    headers: { ...Object.fromEntries(forwarded), ...(apiKey !== undefined && { 'x-api-key': apiKey }) },
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  };
  const signer = new AwsV4Signer({
    ...credentials,
    ...init,
    url: `${api}${url}`,
    region,
    service: 'execute-api',
  });
  const signed = await signer.sign();
  return fetch(signed.url, { ...init, headers: signed.headers, redirect: 'manual' });
}

const tagOf = ({ caller }: OperatorProxyOptions) => caller().then(callerTag, () => undefined);

const unknownCaller = 'AWS STS did not say whose credentials these are. Try once more.';
const otherCaller =
  'Nothing was sent: this was begun with another AWS role or API key, and what that one sent may have happened. ' +
  'To send it again, run the console as before. To begin anew, look at the payment first.';

const always = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

async function sendPage(outgoing: ServerResponse, query: string | undefined, options: OperatorProxyOptions) {
  if (new URLSearchParams(query).get('asset') === 'charts') {
    outgoing.writeHead(200, { ...always, 'Content-Type': 'text/javascript; charset=utf-8' }).end(charts);
    return;
  }
  const tag = await tagOf(options);
  if (tag === undefined) return refuse(outgoing, 503, unknownCaller);
  const named = page.replace('content="" data-caller=""', `content="${options.stage}" data-caller="${tag}"`);
  const headers = { ...always, 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy };
  outgoing.writeHead(200, headers).end(named);
}

function refuse(outgoing: ServerResponse, status: number, detail: string): void {
  outgoing.writeHead(status, { ...always, 'Content-Type': 'application/json' }).end(JSON.stringify({ detail }));
}
