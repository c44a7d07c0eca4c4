import type { Fetch } from '../../client/io.ts';
import type { World } from './world.ts';
import { answerOfWorld } from './world-server.ts';

/** `fetch` without a network: the handlers of a world answer. */
export const worldFetch =
  (world: World): Fetch =>
  async (url, { method, headers, body = '' }) => {
    const base64 = Buffer.from(body).toString('base64');
    const answer = await answerOfWorld(world, {
      method,
      url: new URL(url),
      headers: Object.entries(headers),
      body: base64,
    });
    return new Response(answer.isBase64Encoded ? Buffer.from(answer.body, 'base64') : answer.body, {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string>,
    });
  };
