import { Refusal } from '../domain/refusal.ts';
import { readUtcMoment } from './moment.ts';

type RangeText = Readonly<{ since: string | undefined; until: string | undefined }>;

/** Reads the range of a list: from `since`, before `until`. In UTC, so that both compare as text with the moments of the store. */
export function rangeOf({ since, until }: RangeText): readonly [since: string | undefined, until: string | undefined] {
  const range = [instant('since', since), instant('until', until)] as const;
  const [from, to] = range;
  if (from !== undefined && to !== undefined && from >= to) throw invalid('since', 'since is before until');
  return range;
}

function instant(parameter: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const moment = readUtcMoment(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (moment !== undefined) return moment;
  throw invalid(parameter, `${parameter} is a day or an instant in UTC, like 2026-11-28 or 2026-11-28T10:00:00Z`);
}

const invalid = (parameter: string, detail: string) => new Refusal('query_invalid', detail, { field: parameter });
