import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Plugin } from 'esbuild';

/**
 * Makes readers.mjs: how a release reads the payments table, bundled from its commit, for
 * test/commands/previous-release.test.ts. After each release, run this with the release's tag and commit the file:
 *
 *     npx node test/golden/previous-release/make-readers.ts v1.0.0
 *
 * Until there is one, the commit is 8d7afc8, the last before processors were asked in several steps.
 */
const { positionals } = parseArgs({ allowPositionals: true });
const commit = positionals[0] ?? '8d7afc8';
const folder = mkdtempSync(join(tmpdir(), 'previous-release-'));

/** Its client of DynamoDB is not needed: a test answers the reads. */
const withoutClient: Plugin = {
  name: 'without-client',
  setup: ({ onLoad }) =>
    onLoad({ filter: /dynamo-client\.ts$/ }, () => ({ contents: 'export const dynamoClient = undefined;' })),
};

const archive = execFileSync('git', ['archive', commit, 'src'], { maxBuffer: 2 ** 26 });
execFileSync('tar', ['-x', '-C', folder], { input: archive });
await build({
  stdin: {
    contents: `
      export { payments } from './payments.ts';
      export { archivedRefunds } from './archived-refunds.ts';
      export { keyUses } from './key-uses.ts';
      export { listedPaymentOf } from './listed-payment.ts';`,
    resolveDir: join(folder, 'src', 'store'),
  },
  absWorkingDir: folder,
  bundle: true,
  plugins: [withoutClient],
  format: 'esm',
  platform: 'node',
  packages: 'external',
  minifySyntax: true,
  banner: { js: `// How ${commit} reads the payments table. Made by make-readers.ts.` },
  outfile: join(import.meta.dirname, 'readers.mjs'),
});
rmSync(folder, { recursive: true });
