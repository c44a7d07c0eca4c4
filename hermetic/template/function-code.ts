import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type ContentCache, fileSystemTime } from './content-cache.ts';
import { type HashOfFile, hashOf } from './file-hashes.ts';
import type { FunctionBundle, FunctionSource } from './function-source.ts';
import { removeDirectory } from './run-directory.ts';

type Job = Readonly<{ source: FunctionSource; codeDir: string; done: PromiseWithResolvers<void> }>;

export type FunctionCodeOptions = Readonly<{
  cache: ContentCache;
  /** For temporary build output. */
  directory: string;
  /** Builds several functions in one run. */
  build(sources: readonly FunctionSource[], outdir: string): Promise<readonly FunctionBundle[]>;
  codeKind?: string | undefined;
  onBundles?: ((functions: readonly string[], ms: number) => void) | undefined;
}>;

/** Provides the code of functions, from the cache or by a build. */
export class FunctionCode {
  readonly #options: FunctionCodeOptions;
  readonly #queue: Job[] = [];
  /** The last of the builds, which run one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: FunctionCodeOptions) {
    this.#options = options;
  }

  /** Rejects with the build's error if the function does not build. */
  async prepare(source: FunctionSource, codeDir: string, hashNow: HashOfFile): Promise<void> {
    if (this.#options.cache.take(this.#kindOf(source), codeDir, hashNow)) return;
    const done = Promise.withResolvers<void>();
    this.#queue.push({ source, codeDir, done });
    this.#turn = this.#turn.then(() => this.#buildQueue());
    return done.promise;
  }

  /** Builds everything that was queued in one run, because functions share most of their modules. */
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

  /** Builds each function alone, so that a broken one does not fail the others. */
  async #buildApart(jobs: readonly Job[], error: unknown): Promise<void> {
    if (jobs.length === 1) jobs[0]?.done.reject(error);
    else for (const job of jobs) await this.#build([job]).then(job.done.resolve, job.done.reject);
  }

  async #build(jobs: readonly Job[]): Promise<void> {
    const { cache, directory, build, onBundles } = this.#options;
    const outdir = mkdtempSync(join(directory, 'build-'));
    try {
      const startedAt = await fileSystemTime(outdir);
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

  #kindOf({ folder, name, ...options }: FunctionSource): string {
    const { codeKind = 'bundle' } = this.#options;
    const variant = Object.keys(options).length === 0 ? '' : `-${hashOf(JSON.stringify(options))}`;
    return `${codeKind}-${folder}-${name}${variant}`;
  }
}
