import { Refusal } from '../../src/domain/refusal.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathText } from '../../src/http/request.ts';
import { jsonText } from '../../src/http/responses.ts';
import { events } from '../../src/store/events.ts';

export const handler = endpoint({ events }, async (request, { events }) => {
  const event = await events.get(pathText(request, 'event_id'));
  if (event === undefined) throw new Refusal('event_not_found', 'no event has this id');
  return jsonText(event.body);
});
