import { readFileSync } from 'node:fs';
import { writeWhole } from '../process/write-whole.ts';
import type { StreamPosition } from './streams-api.ts';

/** Positions of one event source, by stream and shard. */
export type SourcePositions = Readonly<{
  get(place: string): StreamPosition | undefined;
  set(place: string, position: StreamPosition): void;
}>;

/**
 * How far each event source has read. Lambda keeps this while nothing runs: without the file, a restart would deliver every
 * record again, and give up those that are too old by then.
 */
export class Checkpoints {
  readonly #file: string | undefined;
  readonly #positions: Map<string, StreamPosition>;
  #changes = 0;

  /** `file` keeps the positions for the next start on the same data. */
  constructor(file?: string) {
    this.#file = file;
    this.#positions = new Map(file === undefined ? [] : positionsIn(file));
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
    return JSON.parse(readFileSync(file, 'utf8')) as readonly (readonly [string, StreamPosition])[];
  } catch {
    // This data has not been read by any event source.
    return [];
  }
}
