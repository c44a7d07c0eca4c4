import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleWithInputs } from '../lib/bundle.ts';
import { requestorRoutes } from '../lib/requestor.ts';
import { routes } from '../lib/routes.ts';
import { stubRoutes } from '../lib/stubs.ts';
import { workers } from '../lib/workers.ts';

const root = join(import.meta.dirname, '..');
const others = ['edge/main.ts', 'explorer/main.ts', 'console/main.tsx', 'console/charts.ts'];
/** As package.json files name them. Each allows what MIT allows, if its text goes along. */
const compatible: ReadonlySet<string> = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
]);

/**
 * The licences of all packages whose code is in a function, a page or the edge, because the bundles leave their comments out.
 * Throws if one is not compatible with MIT.
 */
export async function thirdPartyNotices(): Promise<string> {
  const packages = [...new Set((await inputs()).flatMap(packageOf))];
  // By title, not by folder, which depends on where the packages are installed.
  const notices = (await Promise.all(packages.map(noticeOf))).toSorted((one, other) =>
    one.title < other.title ? -1 : 1,
  );
  const byText = Map.groupBy(notices, ({ text }) => text);
  const parts = [...byText].map(([text, of]) => `${of.map(({ title }) => title).join('\n')}\n\n${text}\n`);
  return `Packages whose code is in the bundles of this project, and their licences.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** Files that bundles are made of, relative to the root. */
async function inputs(): Promise<readonly string[]> {
  const outdir = await mkdtemp(join(tmpdir(), 'notices-'));
  try {
    const bundles = await bundleWithInputs([...routes, ...workers, ...requestorRoutes, ...stubRoutes], outdir);
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: others,
      outdir,
      write: false,
      bundle: true,
      metafile: true,
      platform: 'node',
      format: 'esm',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      logLevel: 'warning',
    });
    return [...bundles.flatMap((bundle) => bundle.inputs), ...Object.keys(metafile.inputs)];
  } finally {
    await rm(outdir, { recursive: true });
  }
}

const packageOf = (file: string): readonly string[] => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];

async function noticeOf(folder: string): Promise<Readonly<{ title: string; text: string }>> {
  const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  // Such as `(Apache-2.0 AND BSD-3-Clause)`.
  const licences = String(license).replace(/[()]/g, '').split(' AND ');
  if (!licences.every((one) => compatible.has(one)))
    throw new Error(`${name} ${version} has the licence ${license}, and would be shipped`);
  const files = (await readdir(join(root, folder))).filter((file) => /^(licen[cs]e|notice)/i.test(file)).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(join(root, folder, file), 'utf8')));
  return { title: `${name} ${version} (${license})`, text: texts.map((text) => text.trim()).join('\n\n') };
}
