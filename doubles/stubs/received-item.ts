/** One notification as it came in; `body` is the JSON text that was sent. */
export type Received = Readonly<{ received_at: string; body: string }>;

/** All notifications are in one partition: a stub is asked little. */
export const partition = 'received';

const keptSeconds = 24 * 60 * 60;

/** How a received notification is stored; `nowMs` is when it came. */
export function receivedItem(body: string, nowMs: number, id: string) {
  const received_at = new Date(nowMs).toISOString();
  const expires_at = Math.floor(nowMs / 1000) + keptSeconds;
  return { id: partition, sort: `${received_at}#${id}`, received_at, body, expires_at };
}
