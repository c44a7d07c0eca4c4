import { call, type Endpoint } from './call.ts';
import type { World } from './world.ts';

type Headers = Readonly<Record<string, string>>;

/** One RPC by Connect's JSON: the form that a person can read. */
export const rpcBy =
  (handler: Endpoint, path: string) =>
  (world: Pick<World, 'io'>, message: unknown, headers: Headers = {}) =>
    call(handler, world, `POST ${path}`, { body: message, headers });

/** A refusal as tests compare it: the status, the code of the RPC and ours. */
export const refusedAs = ({ status, headers, json }: Awaited<ReturnType<typeof call>>) => [
  status,
  json.code,
  headers['x-error-code'],
];
