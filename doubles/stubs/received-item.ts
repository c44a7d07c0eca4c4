/** `body` is the JSON text as it was received. */
export type ReceivedNotification = Readonly<{ received_at: string; body: string }>;

/** All notifications are in one partition, as a stub has little traffic. */
export const partition = 'received';

const keptSeconds = 24 * 60 * 60;

export function receivedItem(body: string, nowMs: number, id: string) {
  const received_at = new Date(nowMs).toISOString();
  const expires_at = Math.floor(nowMs / 1000) + keptSeconds;
  return { id: partition, sort: `${received_at}#${id}`, received_at, body, expires_at };
}
