import { existsSync, readFileSync } from 'node:fs';
import { writeWhole } from '../process/write-whole.ts';
import type { StreamPosition } from './streams-api.ts';

/** Positions of one event source, by stream and shard. */
export type SourcePositions = Readonly<{
  get(place: string): StreamPosition | undefined;
  set(place: string, position: StreamPosition): void;
  /** Whether records after the position, or all where there is none, were never given to the function. */
  isFollowed(place: string): boolean;
}>;

/**
 * How far each event source has read. Lambda keeps this while nothing runs: without the file, a restart would deliver every
 * record again, and give up those that are too old by then.
 */
export class Checkpoints {
  readonly #file: string | undefined;
  readonly #positions: Map<string, StreamPosition>;
  /** Data of an earlier version have no file: how far they were read is not known. */
  readonly #areKept: boolean;
  #changes = 0;

  /** `file` keeps the positions for the next start on the same data. */
  constructor(file?: string) {
    this.#file = file;
    this.#areKept = file !== undefined && existsSync(file);
    this.#positions = new Map(file === undefined ? [] : positionsIn(file));
    // Before the first batch, because what is written until then may be left at a stop.
    this.#keep();
  }

  /** Number of batches that were completed since the start. */
  get changes(): number {
    return this.#changes;
  }

  of(logicalId: string): SourcePositions {
    return {
      get: (place) => this.#positions.get(`${logicalId} ${place}`),
      set: (place, position) => {
        this.#changes += 1;
        this.#positions.set(`${logicalId} ${place}`, position);
        this.#keep();
      },
      isFollowed: (place) => this.#areKept || this.#positions.has(`${logicalId} ${place}`),
    };
  }

  /** Forgets all positions, because the tables are new. */
  clear(): void {
    this.#positions.clear();
    this.#keep();
  }

  #keep(): void {
    if (this.#file === undefined) return;
    try {
      writeWhole(this.#file, JSON.stringify([...this.#positions]));
    } catch {
      // The disk is full, say. At worst the next start delivers records again, which functions must expect in any case.
    }
  }
}

function positionsIn(file: string): readonly (readonly [string, StreamPosition])[] {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(kept) ? kept : [];
  } catch {
    // Nothing has read this data yet, or the file is damaged: records are delivered again.
    return [];
  }
}
