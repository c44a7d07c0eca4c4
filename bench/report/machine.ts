import { arch, availableParallelism, cpus, loadavg, totalmem, type } from 'node:os';

/** Where figures were measured: without it they say nothing. */
export type Machine = Readonly<{
  processor: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  /** Processes that wanted to run, over the minute before: above the number of cores, all else was slowed down. */
  load: number;
}>;

export const thisMachine = (): Machine => ({
  processor: cpus()[0]?.model.trim() || 'unknown processor',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${arch()}`,
  node: process.version,
  load: Number(loadavg()[0]?.toFixed(1)),
});

export const machineText = ({ processor, cores, memoryGb, system, node, load }: Machine): string =>
  `${processor}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}, load ${load}`;
