import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { root } from '../../tools/deploy/run-program.ts';
import { lambdaEnvironment } from '../support/lambda-environment.ts';
import { instrumentedFile } from './mutants.ts';

const instrumented: Readonly<Record<string, string>> = JSON.parse(readFileSync(instrumentedFile, 'utf8'));
const byPath = new Map(Object.entries(instrumented).map(([name, content]) => [join(root, name), content]));

/** Serves the instrumented code in place of the file, so that no copy of the project is needed. */
const mutants: Plugin = { name: 'mutants', enforce: 'pre', load: (id) => byPath.get(id) };

/** Functions come last: their tests take longest, and meet only the mutants that the others let live. */
class ByPath extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => (one.moduleId < other.moduleId ? -1 : 1));
  }
}

/** The tests that mutants have to get past: fast, and in this process alone. */
export default defineConfig({
  root,
  plugins: [mutants],
  test: {
    include: ['test/{domain,contracts,commands,http,projections,workers,functions}/**/*.test.ts'],
    // location.test.ts loads modules while it runs, so their tables would pass for covered; gzip.test.ts is slow.
    exclude: ['test/**/*.property.test.ts', 'test/http/{location,gzip}.test.ts'],
    runner: 'test/mutation/mutant-runner.ts',
    reporters: ['dot'],
    env: { ...lambdaEnvironment, MUTATION_TESTING: 'on' },
    setupFiles: ['test/support/own-modules.ts'],
    server: { deps: { inline: ['graphql-http'] } },
    // One process, whose mutant all of its tests run with: so one test at a time.
    isolate: false,
    maxWorkers: 1,
    maxConcurrency: 1,
    sequence: { sequencer: ByPath },
    update: 'none',
    testTimeout: 10_000,
  },
});
