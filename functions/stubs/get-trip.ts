import { tripResponse } from '../../doubles/stubs/trips.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathId } from '../../src/http/request.ts';
import { json } from '../../src/http/responses.ts';

let flakyRequests = 0;

export const handler = endpoint({}, async (request, { io }) => {
  const id = pathId(request, 'trip_id') ?? '';
  const { status, contentType, body, afterMs } = tripResponse(id, id === 'flaky' ? flakyRequests++ : 0);
  if (afterMs !== undefined) await io.sleep(afterMs);
  return { ...json(status, undefined, { 'Content-Type': contentType }), body };
});
