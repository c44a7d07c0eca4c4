import type { Transport } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { createConnectTransport } from '@connectrpc/connect-web';
import { environmentCredentials } from './credentials.ts';
import { fetchWithRefusals } from './fetch-with-refusals.ts';
import { type CredentialsProvider, signedFetch } from './signed-fetch.ts';

export type TransportOptions = Readonly<{
  /** Sign requests over http(s), for an API with IAM authentication. */
  signed: boolean;
  /** Sends requests over http(s). Default: Node's fetch. */
  fetch?: typeof fetch;
  /** Default: from environment variables. */
  credentials?: CredentialsProvider;
}>;

/** JSON and GET requests pass API Gateway whatever its binary media types are. Field names are those of the proto. */
const connectJson = { useBinaryFormat: false, useHttpGet: true, jsonOptions: { useProtoFieldName: true } } as const;

/**
 * Transport for the payment RPCs by address: `grpc://host:port` is native gRPC, `grpcs://` gRPC over TLS, `http(s)://` is
 * Connect with JSON. Throws for any other address, and for signed gRPC: only API Gateway verifies SigV4 signatures.
 */
export function transportFor(address: string, options: TransportOptions): Transport {
  const { protocol, host } = URL.parse(address) ?? {};
  switch (protocol) {
    case 'grpc:':
    case 'grpcs:':
      if (options.signed) throw new Error(`calls to ${address} cannot be signed: use the API's https address`);
      return createGrpcTransport({ baseUrl: `${protocol === 'grpc:' ? 'http' : 'https'}://${host}` });
    case 'http:':
    case 'https:':
      return httpTransport(address.replace(/\/+$/, ''), options);
    default:
      throw new Error(`"${address}" is not an address of the payment API: use grpc://, grpcs://, http:// or https://`);
  }
}

/** Uses `fetch` to be able to sign requests and to read API Gateway errors. Measured 0.1 ms slower than node:http. */
function httpTransport(
  baseUrl: string,
  { signed, credentials = environmentCredentials, ...options }: TransportOptions,
) {
  const send = options.fetch ?? fetch;
  const sent = signed ? signedFetch(credentials, send) : send;
  return createConnectTransport({ ...connectJson, baseUrl, fetch: fetchWithRefusals(sent) });
}
