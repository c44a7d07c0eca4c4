import { arch, availableParallelism, cpus, loadavg, totalmem, type } from 'node:os';

/** The machine of a measurement. */
export type Machine = Readonly<{
  processor: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  /** Load average of the last minute. Above the number of cores, other processes slowed down the measurement. */
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
