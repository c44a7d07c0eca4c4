import * as z from 'zod/mini';
import { LocalRefusal } from '../api-gateway/local-answers.ts';

const usage = 'send {"advance": "2h"} or {"to": "2026-12-24T00:00:00Z"}';

const Move = z.union([z.strictObject({ advance: z.string() }), z.strictObject({ to: z.string() })]);

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Later dates are written with a sign and six-digit years, which many parsers do not accept. */
const latestMs = Date.parse('9999-12-31T23:59:59Z');

/** Reads the body of POST /_local/clock: the new time in milliseconds since the epoch. Throws LocalRefusal. */
export function readMove(text: string, now: number): number {
  const { success, data } = Move.safeParse(parsed(text));
  if (!success) throw new LocalRefusal(400, `The clock was not moved: ${usage}.`);
  const target = 'to' in data ? instantMs(data.to) : now + durationMs(data.advance);
  if (target > latestMs) throw new LocalRefusal(400, 'The clock cannot go beyond the year 9999.');
  if (target < now) {
    const at = new Date(now).toISOString();
    throw new LocalRefusal(
      409,
      `The clock only goes forward, and it is ${at} already. To go back, start a new environment.`,
    );
  }
  return target;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Parses a time span such as `90s`, `2h` or `1d12h`. Throws LocalRefusal. */
export function durationMs(text: string): number {
  const parts = [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)];
  if (text === '' || parts.map(([part]) => part).join('') !== text) {
    throw new LocalRefusal(400, `"${text}" is not a time span: write 90s, 2m, 2h, 400d or 1d12h.`);
  }
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitMs[unit] ?? 0), 0);
}

function instantMs(text: string): number {
  const { success } = z.iso.datetime({ offset: true }).safeParse(text);
  if (!success) throw new LocalRefusal(400, `"${text}" is not a date and time: write 2026-12-24T00:00:00Z.`);
  return Date.parse(text);
}
