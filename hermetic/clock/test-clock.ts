import { readFileSync, writeFileSync } from 'node:fs';
import type { StreamRecord } from '../events/streams-api.ts';

/** From that real moment on, the clock is that far ahead. */
type Move = Readonly<{ realMs: number; offsetMs: number }>;

/** Stream records older than the moves that are kept are a day old at most: DynamoDB forgets them by then. */
const mostMoves = 1_000;

/**
 * The time of one environment: the real time until somebody moves it, then ahead of it. It never goes back, because what
 * is stored (leases, expiries, creation times) was written by it.
 */
export class TestClock {
  readonly #file: string | undefined;
  readonly #realNow: () => number;
  #moves: readonly Move[];

  /** `file` keeps the moves for the next start on the same data. */
  constructor({ file, realNow = Date.now }: Readonly<{ file?: string | undefined; realNow?: () => number }> = {}) {
    this.#file = file;
    this.#realNow = realNow;
    this.#moves = file === undefined ? [] : movesIn(file);
  }

  /** Milliseconds by which it is ahead of the real time. */
  get offsetMs(): number {
    return this.#moves.at(-1)?.offsetMs ?? 0;
  }

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.#realNow() + this.offsetMs;

  /** Moves it forward to a moment; a moment that has passed leaves it where it is. */
  moveTo(ms: number): void {
    const realMs = this.#realNow();
    const offsetMs = ms - realMs;
    if (offsetMs <= this.offsetMs) return;
    this.#moves = [...this.#moves, { realMs, offsetMs }].slice(-mostMoves);
    if (this.#file !== undefined) writeFileSync(this.#file, JSON.stringify(this.#moves));
  }

  /** A stream record with the time that the clock showed when it was written. */
  dated(record: StreamRecord): StreamRecord {
    const seconds = record.dynamodb.ApproximateCreationDateTime;
    // Streams are read to their end before each move, so a record of the second of a move was written after it.
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
    // Nobody moved the clock of this data.
    return [];
  }
}
