import { join } from 'node:path';
import { root } from '../../tools/deploy/run-program.ts';

/** One small change to the code. Lines and columns count from 1. */
export type Mutant = Readonly<{
  id: string;
  file: string;
  line: number;
  column: number;
  mutator: string;
  /** The line of code that it begins in, without indent. */
  code: string;
  original: string;
  replacement: string;
}>;

/** How often each test reaches each mutant: by test, then by mutant id. */
export type Coverage = Readonly<Partial<Record<string, Readonly<Partial<Record<string, number>>>>>>;

/** A line of `eventsFile`, which the worker appends to: so that nothing is lost if a mutant hangs the worker. */
export type MutationEvent =
  | Readonly<{ event: 'covered'; test: string; cpuMs: number; mutants: Readonly<Record<string, number>> }>
  /** Mutants of code that ran while modules were loaded. */
  | Readonly<{ event: 'loaded'; mutants: readonly string[] }>
  | Readonly<{ event: 'tried'; test: string; mutant: string }>
  | Readonly<{ event: 'killed'; test: string; mutant: string; how: 'failed' | 'timed out' }>
  /** The test fails without any mutant once it is repeated: what it killed does not count. */
  | Readonly<{ event: 'unrepeatable'; test: string; message: string }>;

/** The worker's input: the mutants that each test is repeated with. Empty while coverage is recorded. */
export type Plan = Readonly<{ coverage: Coverage; done: readonly string[] }>;

const directory = join(root, '.build', 'mutation');
export const instrumentedFile = join(directory, 'instrumented.json');
export const planFile = join(directory, 'plan.json');
export const eventsFile = join(directory, 'events.jsonl');
export const reportFile = join(directory, 'mutation.json');
