import { receivedNotifications } from '../../doubles/stubs/notifications.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { ok } from '../../src/http/responses.ts';

export const handler = endpoint({ receivedNotifications }, async (_request, { receivedNotifications }) => {
  const received = await receivedNotifications.list(1_000);
  // Written as text, so that amounts keep the digits they were sent with.
  const entries = received.map(
    ({ received_at, body }) => `{"received_at":${JSON.stringify(received_at)},"notification":${body}}`,
  );
  return { ...ok({}), body: `{"count":${entries.length},"notifications":[${entries.join(',')}]}` };
});
