import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { startProgram } from './start-program.ts';
import { TreeTime } from './tree-time.ts';

/** Wall-clock time, and CPU time of all processes. */
export type Elapsed = Readonly<{ ms: number; cpuMs: number }>;

const copied = [
  ...['bin', 'lib', 'functions', 'src', 'edge', 'generated', 'generate', 'explorer', 'console'],
  ...['doubles', 'hermetic', 'tools', 'local'],
  ...['package.json', 'package-lock.json', 'cdk.json', 'tsconfig.json'],
];

/** A copy of a checkout whose files can be edited, with `npm start` running in it. */
export class EnvironmentCopy {
  readonly #directory = mkdtempSync(join(tmpdir(), 'bench-start-'));
  readonly #events: { event: string; urls?: readonly string[] }[] = [];
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

  /** Starts the environment and waits for the response of GET /health. */
  async start(): Promise<Elapsed> {
    const before = performance.now();
    const child = spawn(process.execPath, [startProgram(this.#directory), '--port', '0', '--json'], {
      cwd: this.#directory,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    const time = new TreeTime(Number(child.pid));
    this.#time = time;
    createInterface({ input: child.stdout as Readable }).on('line', (line) => {
      this.#events.push(JSON.parse(line));
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    });
    this.#url = String((await this.#event('started')).urls?.[0]);
    await this.request('/health');
    return { ms: performance.now() - before, cpuMs: time.ms() };
  }

  /** Edits a file and waits until the new code has served each request. */
  async reload(file: string, requests: readonly (() => Promise<void>)[]): Promise<Elapsed> {
    const cpuMs = () => this.#time?.ms() ?? Number.NaN;
    const [before, cpuBefore] = [performance.now(), cpuMs()];
    appendFileSync(join(this.#directory, file), `// ${before}\n`);
    await this.#event('reloaded');
    for (const request of requests) await request();
    return { ms: performance.now() - before, cpuMs: cpuMs() - cpuBefore };
  }

  async request(path: string, body?: object): Promise<void> {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': `bench-${performance.now()}` };
    const options = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(this.#url + path, options);
    await response.text();
    if (!response.ok) throw new Error(`${path} responded with ${response.status}.`);
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
      const index = this.#events.findIndex(({ event }) => event === name || event === 'reload-failed');
      const [found] = index < 0 ? [] : this.#events.splice(0, index + 1).slice(-1);
      if (found?.event === name) return found;
      if (found !== undefined) throw new Error('The environment did not reload the edited file.');
      await this.#wake.promise;
    }
  }
}
