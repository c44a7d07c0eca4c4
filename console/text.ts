/** `2026-11-28 10:00:00` in UTC. */
export const timeText = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

/** Ids of 36 characters would make a table wide: their ends tell them apart. */
export const shortId = (id: string): string => (id.length <= 16 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`);

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** The two largest units of a span: `3 d 4 h`. */
export function spanText(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  let left = Math.floor(ms / 1_000);
  const parts: string[] = [];
  for (const [unit, seconds] of units) {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(' ');
}

/** Distance of an instant from now: `in 3 d 4 h`, `2 min ago`. */
export function distanceText(iso: string, now: number): string {
  const ms = Date.parse(iso) - now;
  return ms >= 0 ? `in ${spanText(ms)}` : `${spanText(-ms)} ago`;
}

/** `card_declined` for people: `Card declined`. */
export const codeText = (code: string): string => {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
