import type { StoredRow } from './rows.ts';

/** A payment's item from one write on; undefined before there is one. */
type TimedVersion = Readonly<{ from: number; row: StoredRow | undefined }>;

/** All versions of payments, for those who judge what was said of them. */
export class RowHistory {
  readonly #versions = new Map<string, TimedVersion[]>();

  written(id: string, row: StoredRow | undefined, from: number): void {
    const known = this.#versions.get(id) ?? [];
    this.#versions.set(id, [...known, { from, row }]);
  }

  /** The versions that somebody could read within a span of time: the one that was there, and each that was written meanwhile. */
  during(id: string, begunAt: number, endedAt: number): readonly (StoredRow | undefined)[] {
    const all = this.#versions.get(id) ?? [];
    const before = all.findLast(({ from }) => from <= begunAt)?.row;
    const meanwhile = all.filter(({ from }) => from > begunAt && from <= endedAt);
    return [before, ...meanwhile.map(({ row }) => row)];
  }

  /** The first version that is so. */
  first(id: string, isSo: (row: StoredRow) => boolean): StoredRow | undefined {
    return this.#versions.get(id)?.find(({ row }) => row !== undefined && isSo(row))?.row;
  }
}
