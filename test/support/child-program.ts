import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { readLines } from '../../hermetic/lambda/read-lines.ts';

export type Ended = Readonly<{ code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>;

type Options = Omit<SpawnOptions, 'stdio'> & Readonly<{ stdin?: 'pipe' | 'ignore'; executable?: string }>;

/** A program, which Node runs unless another executable is named, in a process of its own, and what it writes. */
export class ChildProgram {
  readonly process: ChildProcess;
  /** Resolves when it has ended and all of its output has been read. */
  readonly ended: Promise<Ended>;
  readonly #unread: string[] = [];
  #wake = Promise.withResolvers<void>();

  constructor(args: readonly string[], { stdin = 'ignore', executable = process.execPath, ...options }: Options = {}) {
    this.process = spawn(executable, args, { ...options, stdio: [stdin, 'pipe', 'pipe'] });
    this.ended = this.#end();
    readLines(this.process.stdout as Readable, (line) => {
      this.#unread.push(line);
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    });
  }

  /**
   * The next line of stdout that is wanted; lines before it are skipped. Rejects with stderr as soon as the program has
   * ended without such a line: a program that cannot be loaded fails its test at once.
   */
  async line(isWanted: (line: string) => boolean = () => true): Promise<string> {
    for (;;) {
      const index = this.#unread.findIndex(isWanted);
      if (index >= 0) return this.#unread.splice(0, index + 1)[index] as string;
      const ended = await Promise.race([this.#wake.promise, this.ended]);
      if (ended !== undefined && !this.#unread.some(isWanted)) {
        throw new Error(`The program ended with ${ended.signal ?? ended.code} before it wrote that: ${ended.stderr}`);
      }
    }
  }

  async #end(): Promise<Ended> {
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      (this.process[name] as Readable).setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    const [code, signal] = (await once(this.process, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, signal, ...output };
  }
}
