import { assetAnswer, isAsset } from '../../doubles/requestor/graphiql-assets.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathText } from '../../src/http/request.ts';
import { text } from '../../src/http/responses.ts';

export const handler = endpoint({}, async (request) => {
  const name = pathText(request, 'file');
  if (!isAsset(name)) return text(404, 'not found\n', 'text/plain; charset=utf-8');
  return assetAnswer(name, request);
});
