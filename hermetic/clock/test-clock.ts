import { readFileSync, writeFileSync } from 'node:fs';
import type { StreamRecord } from '../events/streams-api.ts';

/** From the real time `realMs` on, the clock is ahead by `offsetMs`. */
type Move = Readonly<{ realMs: number; offsetMs: number }>;

/** Enough for a day of moves, because DynamoDB retains stream records for a day. */
const maxMoves = 1_000;

/**
 * A clock that starts with real time and can be moved ahead. It never goes back, because stored times (leases, expiries,
 * creation times) were written by it.
 */
export class TestClock {
  readonly #file: string | undefined;
  readonly #realNow: () => number;
  #moves: readonly Move[];

  /** `file` keeps the offset for the next start on the same data. */
  constructor({ file, realNow = Date.now }: Readonly<{ file?: string | undefined; realNow?: () => number }> = {}) {
    this.#file = file;
    this.#realNow = realNow;
    this.#moves = file === undefined ? [] : movesIn(file);
  }

  /** Milliseconds ahead of real time. */
  get offsetMs(): number {
    return this.#moves.at(-1)?.offsetMs ?? 0;
  }

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.#realNow() + this.offsetMs;

  /** Moves the clock forward; ignores a moment in the past. */
  moveTo(ms: number): void {
    const realMs = this.#realNow();
    const offsetMs = ms - realMs;
    if (offsetMs <= this.offsetMs) return;
    this.#moves = [...this.#moves, { realMs, offsetMs }].slice(-maxMoves);
    if (this.#file !== undefined) writeFileSync(this.#file, JSON.stringify(this.#moves));
  }

  /** Dates a stream record by this clock, however late it is read. */
  dated(record: StreamRecord): StreamRecord {
    const seconds = record.dynamodb.ApproximateCreationDateTime;
    // Streams are read to their end before each move, so a record from the second of a move was written after it.
    const move = this.#moves.findLast(({ realMs }) => Math.floor(realMs / 1000) <= seconds);
    if (move === undefined) return record;
    const ApproximateCreationDateTime = seconds + Math.floor(move.offsetMs / 1000);
    return { ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime } };
  }
}

function movesIn(file: string): readonly Move[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as readonly Move[];
  } catch {
    // The clock of this data was never moved.
    return [];
  }
}
