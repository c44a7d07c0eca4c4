import type { Found } from './simulation/exhaustive.ts';
import type { Tally } from './tally.ts';

/** What a worker is asked for. Names rather than things: nothing else passes between threads. */
export type Task =
  | Readonly<{ kind: 'list' }>
  | Readonly<{ kind: 'seeds'; first: number; count: number; mutant?: string; rival?: string; untilViolated?: boolean }>
  | Readonly<{ kind: 'trace'; seed: number; mutant?: string; rival?: string }>
  | Readonly<{ kind: 'explore'; scenario: number; clients: number; faults: number; mutant?: string }>;

export type Named = Readonly<{ name: string; what: string }>;

/** What comes back, by the kind of the task. */
export type Results = {
  list: Readonly<{ mutants: readonly Named[]; rivals: readonly Named[]; scenarios: readonly string[] }>;
  seeds: Tally;
  trace: Readonly<{ lines: readonly string[]; tally: Tally }>;
  explore: Found;
};

export type ResultOf<T extends Task> = Results[T['kind']];
