import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { type AwsCall, dynamoCalls } from './aws-call.ts';

export type CallRecorder = Readonly<{
  /** URL at which functions reach AWS. */
  endpoint: string;
  /** Variables that direct a function's calls to the recorder, signed with the function's name. */
  variablesOf(functionName: string): Readonly<Record<string, string>>;
  /** Sets the URL of the payment API; calls to it wait until then. */
  serveApi(url: string): void;
  stop(): void;
}>;

/** `Credential=<access key>/<day>/<region>/<service>/aws4_request` */
const credential = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//;

/**
 * Proxy between functions and AWS that records each call. Like AWS, it identifies the caller by the credentials of a
 * signed request: each function has its name as its access key.
 */
export async function startCallRecorder(dynamodb: string, record: (call: AwsCall) => void): Promise<CallRecorder> {
  const agent = new Agent({ keepAlive: true });
  const api = Promise.withResolvers<string>();

  async function relay(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = Buffer.concat(await incoming.toArray());
    const { authorization = '', 'x-amz-target': target } = incoming.headers;
    const [, functionName = 'unsigned', service] = credential.exec(authorization) ?? [];
    const isDynamo = service === 'dynamodb';
    for (const call of isDynamo
      ? dynamoCalls(functionName, String(target), body.toString())
      : [apiCall(functionName, incoming)]) {
      record(call);
    }
    // Some engines have separate tables for each access key.
    const headers = {
      ...incoming.headers,
      authorization: authorization.replace(functionName, credentials.accessKeyId),
    };
    const url = new URL(incoming.url ?? '/', isDynamo ? dynamodb : await api.promise);
    const onward = httpRequest(url, { agent, method: incoming.method, headers: { ...headers, host: url.host } });
    onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    // Cut the connection as the other side did, so that the function sees the same failure.
    relay(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    variablesOf: (functionName) => ({
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_ACCESS_KEY_ID: functionName,
      // As deployed: signed Connect calls to the API instead of gRPC to the edge.
      PAYMENT_RPC_AUTH: 'iam',
    }),
    serveApi: api.resolve,
    stop() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

function apiCall(functionName: string, { method = '', url = '' }: IncomingMessage): AwsCall {
  return { functionName, action: 'execute-api:Invoke', method, path: url.replace(/\?.*$/, '') };
}
