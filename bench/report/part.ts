import type { DeployedStage } from '../subjects/deployed.ts';
import type { Table } from './table.ts';

/** Result of one part of the benchmarks. */
export type PartResult = Readonly<{ figures: object; tables: readonly Table[] }>;

export type Bench = Readonly<{
  /** Every round measures each subject once, so that disturbances of the machine affect all subjects alike. */
  rounds: number;
  /** Maximum number of stored payments in --scale. */
  most: number;
  seconds: number;
  /** Payments per second of the load model, and of another column of the monthly cost. */
  rate?: number | undefined;
  /** Another checkout of this project to compare with. */
  against?: string | undefined;
  /** Stage `production`, synthesised once for all parts. */
  deployed: () => Promise<DeployedStage>;
  /** Reports progress to the user. */
  progress: (text: string) => void;
  /** Figures of another part, from this run or the last one that measured it. */
  figuresOf: <Figures>(part: string) => Figures | undefined;
}>;

export type Part = Readonly<{
  name: string;
  about: string;
  measure: (bench: Bench) => Promise<PartResult>;
  /** Parts whose figures it uses. They are measured and saved first if there are none yet. */
  uses?: readonly string[];
}>;
