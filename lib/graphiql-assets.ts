import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const servedBy = 'requestor-graphiql-assets';

/** Source file in node_modules of each asset name in doubles/requestor/graphiql-assets.ts. */
export const graphiqlAssets: Readonly<Record<string, string>> = {
  'graphiql-4.1.2.css': 'graphiql/graphiql.min.css',
  'graphiql-4.1.2.js': 'graphiql/graphiql.min.js',
  'react-18.3.1.js': 'react/umd/react.production.min.js',
  'react-dom-18.3.1.js': 'react-dom/umd/react-dom.production.min.js',
};

/** Source files of a function's assets, relative to the project root. Only one function has assets. */
export const graphiqlInputs = (name: string): readonly string[] =>
  name === servedBy
    ? Object.values(graphiqlAssets).flatMap((file) => [file, licenceOf(file)].map((path) => `node_modules/${path}`))
    : [];

const licenceOf = (file: string) => `${file.split('/')[0]}/LICENSE`;

const packages = join(import.meta.dirname, '..', 'node_modules');

/** Writes the assets, gzipped, into the folder of the function that serves them, so the page loads nothing from a CDN. */
export async function bundleGraphiql(bundles: Readonly<Partial<Record<string, string>>>): Promise<void> {
  const bundle = bundles[servedBy];
  if (bundle === undefined) return;
  const folder = join(bundle, 'assets');
  await mkdir(folder, { recursive: true });
  await Promise.all(
    Object.entries(graphiqlAssets).map(async ([name, file]) => {
      const licence = await readFile(join(packages, licenceOf(file)), 'utf8');
      const text = await readFile(join(packages, file), 'utf8');
      // Source maps are not deployed.
      const asset = `/*!\n${licence}*/\n${text.replace(/\/\/# sourceMappingURL=.*\s*$/, '')}`;
      await writeFile(join(folder, `${name}.gz`), await promisify(gzip)(asset));
    }),
  );
}
