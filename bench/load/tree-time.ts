import { readdirSync, readFileSync } from 'node:fs';

const msPerTick = 10;
const sampleMs = 20;

type Sample = Readonly<{ parent: number; ms: number }>;

/**
 * CPU time of a process and all its descendants, on Linux. It samples, because Linux adds the time of an ended child to
 * its parent only if the parent waits for it, which is not the case for esbuild's service.
 */
export class TreeTime {
  readonly #last = new Map<number, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(root: number) {
    this.#last.set(root, 0);
    this.#timer = setInterval(() => this.#sample(), sampleMs);
  }

  /** CPU time so far. */
  ms(): number {
    this.#sample();
    return [...this.#last.values()].reduce((sum, each) => sum + each, 0);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const samples = allProcesses();
    const belongs = (pid: number): boolean => {
      const parent = samples.get(pid)?.parent;
      return this.#last.has(pid) || (parent !== undefined && parent > 1 && belongs(parent));
    };
    for (const [pid, { ms }] of samples) if (belongs(pid)) this.#last.set(pid, ms);
  }
}

function allProcesses(): ReadonlyMap<number, Sample> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return new Map(pids.flatMap((pid) => sampleOf(pid)));
}

function sampleOf(pid: string): readonly (readonly [number, Sample])[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [[Number(pid), { parent: Number(fields[1]), ms: msPerTick * (Number(fields[11]) + Number(fields[12])) }]];
  } catch {
    // The process has ended.
    return [];
  }
}
