import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type ContentCache, fileTime } from './content-cache.ts';
import type { HashOfFile } from './file-hashes.ts';
import type { FunctionBundle, FunctionSource } from './function-source.ts';
import { removeDirectory } from './run-directory.ts';

type Job = Readonly<{ source: FunctionSource; codeDir: string; done: PromiseWithResolvers<void> }>;

export type FunctionCodeOptions = Readonly<{
  cache: ContentCache;
  /** Builds are made in here. */
  directory: string;
  /** Builds functions in one go. */
  build(sources: readonly FunctionSource[], outdir: string): Promise<readonly FunctionBundle[]>;
  codeKind?: string | undefined;
  onBundles?: ((functions: readonly string[], ms: number) => void) | undefined;
}>;

/** Puts the code of functions into place: from the cache where nothing changed, built anew otherwise. */
export class FunctionCode {
  readonly #options: FunctionCodeOptions;
  readonly #queue: Job[] = [];
  /** The last build: one at a time. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: FunctionCodeOptions) {
    this.#options = options;
  }

  /** Rejects with what esbuild said if the function does not build. */
  async prepare(source: FunctionSource, codeDir: string, hashNow: HashOfFile): Promise<void> {
    if (this.#options.cache.take(this.#kindOf(source), codeDir, hashNow)) return;
    const done = Promise.withResolvers<void>();
    this.#queue.push({ source, codeDir, done });
    this.#turn = this.#turn.then(() => this.#buildQueue());
    return done.promise;
  }

  /** All that was asked for meanwhile goes into one build, because most modules are in all of the functions. */
  async #buildQueue(): Promise<void> {
    const jobs = this.#queue.splice(0);
    if (jobs.length === 0) return;
    try {
      await this.#build(jobs);
      for (const { done } of jobs) done.resolve();
    } catch (error) {
      await this.#buildApart(jobs, error);
    }
  }

  /** One function that does not build must not take the others with it. */
  async #buildApart(jobs: readonly Job[], error: unknown): Promise<void> {
    if (jobs.length === 1) jobs[0]?.done.reject(error);
    else for (const job of jobs) await this.#build([job]).then(job.done.resolve, job.done.reject);
  }

  async #build(jobs: readonly Job[]): Promise<void> {
    const { cache, directory, build, onBundles } = this.#options;
    const outdir = mkdtempSync(join(directory, 'build-'));
    try {
      const startedAt = await fileTime(outdir);
      const before = performance.now();
      const sources = new Map(jobs.map(({ source }) => [source.name, source]));
      const bundles = new Map((await build([...sources.values()], outdir)).map((bundle) => [bundle.name, bundle]));
      for (const { source, codeDir } of jobs) {
        const bundle = bundles.get(source.name);
        if (bundle === undefined) throw new Error(`${source.name} was not built`);
        cpSync(bundle.directory, codeDir, { recursive: true });
      }
      onBundles?.([...sources.keys()], Math.round(performance.now() - before));
      for (const source of sources.values()) {
        const bundle = bundles.get(source.name);
        if (bundle !== undefined) cache.put(this.#kindOf(source), { ...bundle, startedAt });
      }
    } finally {
      removeDirectory(outdir);
    }
  }

  #kindOf({ folder, name }: FunctionSource): string {
    const { codeKind = 'bundle' } = this.#options;
    return `${codeKind}-${folder}-${name}`;
  }
}
