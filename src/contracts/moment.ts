const iso = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;

/** Parses an ISO 8601 date and time with a zone to milliseconds since the epoch; undefined for a day such as 30 February. */
export function readMoment(text: string): number | undefined {
  const [, year, month, day] = iso.exec(text) ?? [];
  const at = Date.parse(text);
  if (year === undefined || Number.isNaN(at)) return undefined;
  const daysOfMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) <= daysOfMonth ? at : undefined;
}

/** The same for one in UTC. Gives it with milliseconds, so that it compares as text with the moments of the store. */
export function readUtcMoment(text: string): string | undefined {
  const at = text.endsWith('Z') ? readMoment(text) : undefined;
  return at === undefined ? undefined : new Date(at).toISOString();
}
