import { existsSync, readFileSync } from 'node:fs';
import type { StreamRecord } from '../events/streams-api.ts';
import { CommandRefusal } from '../process/command.ts';
import { fileRefusal } from '../process/file-refusal.ts';
import { writeWhole } from '../process/write-whole.ts';

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

  /** `file` keeps the offset for the next start on the same data. Throws CommandRefusal if it cannot be read. */
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

  /** Moves the clock forward; ignores a moment in the past. Throws CommandRefusal, and does not move, if the file cannot be written. */
  moveTo(ms: number): void {
    const realMs = this.#realNow();
    const offsetMs = ms - realMs;
    if (offsetMs <= this.offsetMs) return;
    const moves = [...this.#moves, { realMs, offsetMs }].slice(-maxMoves);
    if (this.#file !== undefined) keep(this.#file, moves);
    this.#moves = moves;
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

function keep(file: string, moves: readonly Move[]): void {
  try {
    writeWhole(file, JSON.stringify(moves));
  } catch (error) {
    throw fileRefusal(error, file, 'write');
  }
}

/** A clock that cannot be read is no clock that was never moved: with the real time, stored leases would last for years. */
function movesIn(file: string): readonly Move[] {
  if (!existsSync(file)) return [];
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as readonly Move[];
  } catch (cause) {
    throw new CommandRefusal(
      `${file} cannot be read, so it is not known how far the clock of this data is ahead: choose another data directory, or remove that file to go on with the real time.`,
      2,
      { cause },
    );
  }
}
