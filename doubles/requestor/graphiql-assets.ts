import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { servePacked } from '../../src/http/gzip.ts';
import type { Request } from '../../src/http/request.ts';
import type { HttpResponse } from '../../src/http/responses.ts';
import { requiredEnv } from '../../src/runtime/env.ts';

const script = 'text/javascript; charset=utf-8';

/** Assets of the GraphiQL page with their media types. Names contain the version, so browsers may cache them forever. */
export const graphiqlAssets = {
  'graphiql-4.1.2.css': 'text/css; charset=utf-8',
  'react-18.3.1.js': script,
  'react-dom-18.3.1.js': script,
  'graphiql-4.1.2.js': script,
} as const;

export type AssetName = keyof typeof graphiqlAssets;

export const isAsset = (name: string): name is AssetName => Object.hasOwn(graphiqlAssets, name);

/** Serves an asset. lib/graphiql-assets.ts writes the assets beside the function's code. */
export function assetAnswer(name: AssetName, request: Request): HttpResponse {
  const packed = readFileSync(join(requiredEnv('LAMBDA_TASK_ROOT'), 'assets', `${name}.gz`));
  const response = servePacked(request, packed, graphiqlAssets[name]);
  return { ...response, headers: { ...response.headers, 'Cache-Control': 'public, max-age=31536000, immutable' } };
}
