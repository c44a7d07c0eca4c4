import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { readLines } from '../../hermetic/lambda/read-lines.ts';

export type ProgramResult = Readonly<{
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}>;

type Options = Omit<SpawnOptions, 'stdio'> & Readonly<{ stdin?: 'pipe' | 'ignore'; executable?: string }>;

/** A program in a process of its own, run by Node unless another executable is given, and its output. */
export class ChildProgram {
  readonly process: ChildProcess;
  /** Resolves when the program has ended and all of its output has been read. */
  readonly ended: Promise<ProgramResult>;
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
   * Resolves with the next line of stdout that matches, and discards those before it. Rejects with stderr if the program
   * ends without such a line, so that a program that cannot be loaded fails its test at once.
   */
  async line(matches: (line: string) => boolean = () => true): Promise<string> {
    for (;;) {
      const index = this.#unread.findIndex(matches);
      if (index >= 0) return this.#unread.splice(0, index + 1)[index] as string;
      const ended = await Promise.race([this.#wake.promise, this.ended]);
      if (ended !== undefined && !this.#unread.some(matches)) {
        throw new Error(
          `The program ended with ${ended.signal ?? ended.code} before it wrote the expected line: ${ended.stderr}`,
        );
      }
    }
  }

  async #end(): Promise<ProgramResult> {
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
