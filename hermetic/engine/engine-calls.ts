import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { region } from '../template/physical-ids.ts';

/** Calls to the DynamoDB engine over HTTP, without the SDK. */
export type EngineCalls = Readonly<{
  /** Resolves with the response as JSON text; `target` is like `DynamoDB_20120810.PutItem`. Rejects unless it is a 200. */
  call(target: string, input: object): Promise<string>;
  close(): void;
}>;

/** No engine checks the signature. */
const headers = {
  'Content-Type': 'application/x-amz-json-1.0',
  'X-Amz-Date': '20260101T000000Z',
  Authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=none`,
};

export function engineCalls(endpoint: string): EngineCalls {
  const agent = new Agent({ keepAlive: true });
  return {
    call: (target, input) =>
      new Promise((resolve, reject) => {
        const body = JSON.stringify(input);
        const length = { 'Content-Length': Buffer.byteLength(body), 'X-Amz-Target': target };
        const sent = request(endpoint, { method: 'POST', agent, headers: { ...headers, ...length } }, (response) => {
          text(response).then((answer) => {
            if (response.statusCode === 200) resolve(answer);
            else reject(new Error(`${target.split('.').at(-1)} of the DynamoDB engine: ${answer}`));
          }, reject);
        });
        sent.on('error', reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}
