import { once } from 'node:events';
import { type ClientRequest, createServer, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { AwsV4Signer } from 'aws4fetch';

export type Signing = Readonly<{
  credentials: () => Promise<Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>>;
  region: string;
  /** AWS service name: `execute-api`, `lambda`. */
  service: string;
  /** Sent unless the client sends them. */
  defaultHeaders?: Readonly<Record<string, string>>;
}>;

/** Headers that are not forwarded. */
const hopByHopHeaders = /^(host|connection|keep-alive|transfer-encoding|expect|authorization|proxy-.*)$/i;

/** Starts a proxy on this machine that signs each request and forwards it unchanged, for clients that cannot sign. */
export async function startSigningProxy(address: string, signing: Signing): Promise<{ url: string; close(): void }> {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const chunks = (await incoming.toArray()) as Buffer[];
      const sent = await signed(address + incoming.url, incoming, Buffer.concat(chunks), signing);
      outgoing.once('close', () => sent.destroy());
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      const headers = answer.rawHeaders.flatMap((name, index, all) =>
        index % 2 === 0 && !hopByHopHeaders.test(name) ? [name, all[index + 1] ?? ''] : [],
      );
      outgoing.writeHead(answer.statusCode ?? 502, headers);
      answer.pipe(outgoing);
    } catch {
      outgoing.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function signed(
  url: string,
  { method = 'GET', rawHeaders }: IncomingMessage,
  body: Buffer,
  { credentials, region, service, defaultHeaders = {} }: Signing,
): Promise<ClientRequest> {
  const signer = new AwsV4Signer({ ...(await credentials()), url, method, body, region, service });
  const { headers } = await signer.sign();
  const sent = (url.startsWith('https:') ? requestHttps : requestHttp)(url, { method });
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!hopByHopHeaders.test(name)) sent.appendHeader(name, rawHeaders[index + 1] ?? '');
  }
  for (const [name, value] of Object.entries(defaultHeaders)) if (!sent.hasHeader(name)) sent.setHeader(name, value);
  for (const [name, value] of headers) sent.setHeader(name, value);
  sent.end(body);
  return sent;
}
