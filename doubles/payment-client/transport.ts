import type { Transport } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { createConnectTransport } from '@connectrpc/connect-web';
import { environmentCredentials } from './credentials.ts';
import { fetchWithRefusals } from './refusals.ts';
import { type CredentialsProvider, signedFetch } from './signed-fetch.ts';

export type TransportOptions = Readonly<{
  /** Requests over http(s) are signed for an API that wants IAM. */
  signed: boolean;
  /** What sends requests over http(s): Node's own unless another one is given. */
  fetch?: typeof fetch;
  /** Those of the environment unless others are given. */
  credentials?: CredentialsProvider;
}>;

/** JSON with the names that the documents use, and reads by GET: both pass API Gateway whatever its media types are. */
const connectJson = { useBinaryFormat: false, useHttpGet: true, jsonOptions: { useProtoFieldName: true } } as const;

/**
 * How to reach the payment RPCs at an address: `grpc://host:port` is native gRPC, `grpcs://` the same over TLS, `http(s)://`
 * is Connect with JSON. Throws if the address is none of these, or if gRPC is to be signed: SigV4 is of API Gateway alone.
 */
export function transportFor(address: string, options: TransportOptions): Transport {
  const { protocol, host } = URL.parse(address) ?? {};
  switch (protocol) {
    case 'grpc:':
    case 'grpcs:':
      if (options.signed) throw new Error(`${address} cannot be signed: give the API's https address`);
      return createGrpcTransport({ baseUrl: `${protocol === 'grpc:' ? 'http' : 'https'}://${host}` });
    case 'http:':
    case 'https:':
      return httpTransport(address.replace(/\/+$/, ''), options);
    default:
      throw new Error(`"${address}" is not an address of the payment API: give grpc://, grpcs://, http:// or https://`);
  }
}

/** By `fetch`, which can sign and shows what API Gateway answers itself: 0.1 ms slower than Node's http module, measured. */
function httpTransport(
  baseUrl: string,
  { signed, credentials = environmentCredentials, ...options }: TransportOptions,
) {
  const send = options.fetch ?? fetch;
  const sent = signed ? signedFetch(credentials, send) : send;
  return createConnectTransport({ ...connectJson, baseUrl, fetch: fetchWithRefusals(sent) });
}
