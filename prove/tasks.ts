import type { SearchResult } from './simulation/exhaustive.ts';
import type { Tally } from './tally.ts';

/** A task of a worker. It holds names, because functions cannot pass between threads. */
export type Task =
  | Readonly<{ kind: 'list' }>
  | Readonly<{ kind: 'seeds'; first: number; count: number; mutant?: string; rival?: string; untilViolated?: boolean }>
  | Readonly<{ kind: 'trace'; seed: number; mutant?: string; rival?: string }>
  | Readonly<{ kind: 'explore'; scenario: number; clients: number; faults: number; mutant?: string }>;

export type NamedTask = Readonly<{ name: string; what: string }>;

/** The result of each kind of task. */
export type Results = {
  list: Readonly<{ mutants: readonly NamedTask[]; rivals: readonly NamedTask[]; scenarios: readonly string[] }>;
  seeds: Tally;
  trace: Readonly<{ lines: readonly string[]; tally: Tally }>;
  explore: SearchResult;
};

export type ResultOf<T extends Task> = Results[T['kind']];
