import { receivedNotifications } from '../../doubles/stubs/notifications.ts';
import { jsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { json } from '../../src/http/responses.ts';

export const handler = endpoint({ receivedNotifications }, async (request, { receivedNotifications }) => {
  jsonBody(request, 'lenient');
  const text = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8').toString();
  const { received_at } = await receivedNotifications.add(text);
  return json(202, { received_at });
});
