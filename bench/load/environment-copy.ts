import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { startProgram } from './start-program.ts';
import { TreeTime } from './tree-time.ts';

/** The wait of a person, and processor time of all processes. */
export type Spent = Readonly<{ ms: number; cpuMs: number }>;

const copied = [
  ...['bin', 'lib', 'functions', 'src', 'edge', 'generated', 'generate', 'explorer'],
  ...['doubles', 'hermetic', 'tools', 'local'],
  ...['package.json', 'package-lock.json', 'cdk.json', 'tsconfig.json'],
];

/** A copy of a checkout, so that files can be edited, and `npm start` in it. */
export class EnvironmentCopy {
  readonly #directory = mkdtempSync(join(tmpdir(), 'bench-start-'));
  readonly #told: { event: string; urls?: readonly string[] }[] = [];
  #wake = Promise.withResolvers<void>();
  #process: ChildProcess | undefined;
  #time: TreeTime | undefined;
  #url = '';

  constructor(project: string) {
    for (const name of copied.filter((each) => existsSync(join(project, each)))) {
      cpSync(join(project, name), join(this.#directory, name), { recursive: true });
    }
    symlinkSync(join(project, 'node_modules'), join(this.#directory, 'node_modules'), 'junction');
  }

  /** Until GET /health is answered. */
  async start(): Promise<Spent> {
    const before = performance.now();
    const child = spawn(process.execPath, [startProgram(this.#directory), '--port', '0', '--json'], {
      cwd: this.#directory,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    const time = new TreeTime(Number(child.pid));
    this.#time = time;
    createInterface({ input: child.stdout as Readable }).on('line', (line) => {
      this.#told.push(JSON.parse(line));
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    });
    this.#url = String((await this.#event('started')).urls?.[0]);
    await this.answer('/health');
    return { ms: performance.now() - before, cpuMs: time.ms() };
  }

  /** From an edit until the new code has answered each request. */
  async reload(file: string, requests: readonly (() => Promise<void>)[]): Promise<Spent> {
    const cpuMs = () => this.#time?.ms() ?? Number.NaN;
    const [before, cpuBefore] = [performance.now(), cpuMs()];
    appendFileSync(join(this.#directory, file), `// ${before}\n`);
    await this.#event('reloaded');
    for (const request of requests) await request();
    return { ms: performance.now() - before, cpuMs: cpuMs() - cpuBefore };
  }

  async answer(path: string, body?: object): Promise<void> {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': `bench-${performance.now()}` };
    const options = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(this.#url + path, options);
    await response.text();
    if (!response.ok) throw new Error(`${path} answers ${response.status}.`);
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#time?.stop();
    if (child === undefined || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #event(name: string) {
    for (;;) {
      const index = this.#told.findIndex(({ event }) => event === name || event === 'reload-failed');
      const [found] = index < 0 ? [] : this.#told.splice(0, index + 1).slice(-1);
      if (found?.event === name) return found;
      if (found !== undefined) throw new Error('The edit was not reloaded.');
      await this.#wake.promise;
    }
  }
}
