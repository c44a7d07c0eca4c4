import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Answer, binary } from '../../src/http/answers.ts';
import { requiredEnv } from '../../src/runtime/env.ts';

const script = 'text/javascript; charset=utf-8';

/** All that the page loads, by name and media type. A name has its version, so a browser may keep what it got. */
export const graphiqlAssets = {
  'graphiql-4.1.2.css': 'text/css; charset=utf-8',
  'react-18.3.1.js': script,
  'react-dom-18.3.1.js': script,
  'graphiql-4.1.2.js': script,
} as const;

export type AssetName = keyof typeof graphiqlAssets;

export const isAsset = (name: string): name is AssetName => Object.hasOwn(graphiqlAssets, name);

/** An asset, packed if the client takes that. lib/graphiql-assets.ts put it beside the function. */
export function assetAnswer(name: AssetName, acceptsGzip: boolean): Answer {
  const packed = readFileSync(join(requiredEnv('LAMBDA_TASK_ROOT'), 'assets', `${name}.gz`));
  const answer = binary(200, acceptsGzip ? packed : gunzipSync(packed), graphiqlAssets[name]);
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
      ...(acceptsGzip && { 'Content-Encoding': 'gzip' }),
    },
  };
}
