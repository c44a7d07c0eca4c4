import type { Deployed } from '../subjects/deployed.ts';
import type { Table } from './table.ts';

/** What one part of the benchmarks found. */
export type Measured = Readonly<{ figures: object; tables: readonly Table[] }>;

export type Bench = Readonly<{
  /** How often each thing is measured, in turn with the others. */
  rounds: number;
  /** Payments that are stored when it is measured what a stock of them costs. */
  most: number;
  seconds: number;
  /** Another checkout of this project, started in turn with this one. */
  against?: string | undefined;
  /** The functions of stage `production`, bundled once for all parts. */
  deployed: () => Promise<Deployed>;
  /** Tells a person how far the work is. */
  tell: (text: string) => void;
  /** What another part found, in this run or in the last one that had it. */
  found: <Figures>(part: string) => Figures | undefined;
}>;

export type Part = Readonly<{ name: string; about: string; measure: (bench: Bench) => Promise<Measured> }>;
