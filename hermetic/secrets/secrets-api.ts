import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type SecretsApi = Readonly<{ endpoint: string; stop(): void }>;

/** Secrets by name. */
export type SecretValues = Readonly<Record<string, string>>;

/**
 * GetSecretValue of Secrets Manager, from memory and on this machine only, so that functions read secrets as they do when
 * deployed. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export async function startSecretsApi(secrets: SecretValues): Promise<SecretsApi> {
  const server = createServer(async (request, response) => {
    const { status, body } = answerTo(request, await text(request), secrets);
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answerTo({ headers }: IncomingMessage, sent: string, secrets: SecretValues) {
  // A page in a browser cannot send this header without asking first, and gets no leave.
  if (headers['x-amz-target'] !== 'secretsmanager.GetSecretValue') return failed('UnknownOperationException');
  const name = nameIn(sent);
  if (name === undefined) return failed('ValidationException');
  const SecretString = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  if (SecretString === undefined) return failed('ResourceNotFoundException');
  return { status: 200, body: { Name: name, SecretString, VersionStages: ['AWSCURRENT'] } };
}

function nameIn(body: string): string | undefined {
  try {
    const { SecretId } = JSON.parse(body) as Readonly<{ SecretId?: unknown }>;
    return typeof SecretId === 'string' ? SecretId : undefined;
  } catch {
    return undefined;
  }
}

const failed = (__type: string) => ({ status: 400, body: { __type } });
