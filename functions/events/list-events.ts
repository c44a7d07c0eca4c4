import { listEvents } from '../../src/commands/list-events.ts';
import { positionIn } from '../../src/contracts/cursor.ts';
import { eventScope, presentEventList, readEventList } from '../../src/contracts/event-list.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { compress } from '../../src/http/gzip.ts';
import { jsonText } from '../../src/http/responses.ts';
import { cursorKey } from '../../src/store/cursor-key.ts';
import { events } from '../../src/store/events.ts';

export const handler = endpoint({ events, cursorKey }, async (request, { events, cursorKey, io }) => {
  const asked = readEventList(request.query);
  const { filter, limit, cursor } = asked;
  const key = await cursorKey();
  const after = cursor === undefined ? undefined : positionIn(cursor, eventScope(filter), key);
  const page = await listEvents(filter, { limit, after }, { events, io });
  return compress(request, jsonText(presentEventList(page, asked, key)));
});
