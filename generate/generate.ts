import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { command } from '../hermetic/process/command.ts';
import { clientCurrencies } from './client-currencies.ts';
import { clientTypes } from './client-types.ts';
import { consolePage } from './console-page.ts';
import { explorerPage } from './explorer-page.ts';
import { messageTables } from './message-tables.ts';
import { openApi } from './openapi.ts';
import { openApiTypes } from './openapi-types/openapi-types.ts';
import { packedOpenApi } from './packed-openapi.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

const help = `npm run generate -- [options]: generates the files in generated/ and client/generated/ from proto/,
lib/ and src/. Needs no network.

  --check   changes nothing; fails and names the files that are out of date
  --help    shows this text`;

const document = (generated: string) => readFile(join(generated, 'openapi.json'), 'utf8');

/** Steps after buf. Each one gets the folder with buf's output and the files of the steps before it. */
const steps: readonly Readonly<{ file: string; make: (generated: string) => Promise<string> }>[] = [
  { file: 'generated/messages.ts', make: messageTables },
  { file: 'generated/openapi.json', make: openApi },
  {
    file: 'generated/packed-openapi.ts',
    make: async (generated) => packedOpenApi(await document(generated)),
  },
  {
    file: 'generated/openapi.d.ts',
    make: async (generated) => openApiTypes(await document(generated)),
  },
  { file: 'generated/explorer-page.ts', make: explorerPage },
  { file: 'generated/console-page.ts', make: consolePage },
  { file: 'generated/third-party-notices.txt', make: thirdPartyNotices },
  { file: 'client/generated/openapi.ts', make: async (generated) => clientTypes(await document(generated)) },
  { file: 'client/generated/currencies.ts', make: clientCurrencies },
];

const root = join(import.meta.dirname, '..');
const folders = ['generated', 'client/generated'] as const;

/** Generates all files below `folder`, as they are below the root. The folder must be within the project, because steps import packages. */
async function generateIn(folder: string): Promise<void> {
  const buf = join(root, 'node_modules', '.bin', 'buf');
  await promisify(execFile)(buf, ['generate', '--output', folder], { cwd: root });
  const generated = join(folder, 'generated');
  await mkdir(join(folder, 'client/generated'), { recursive: true });
  for (const { file, make } of steps) await writeFile(join(folder, file), await make(generated));
}

/** Files that differ between the two folders or exist in only one. */
async function differing(one: string, other: string): Promise<string[]> {
  const files = new Set((await Promise.all([one, other].map(filesIn))).flat());
  const text = (folder: string, file: string) => readFile(join(folder, file), 'utf8').catch(() => undefined);
  const same = await Promise.all([...files].map(async (file) => (await text(one, file)) === (await text(other, file))));
  return [...files].filter((_file, at) => !same[at]).sort((file, next) => file.localeCompare(next));
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

async function check(): Promise<void> {
  await mkdir(join(root, '.build'), { recursive: true });
  const folder = await mkdtemp(join(root, '.build', 'generated-'));
  try {
    await generateIn(folder);
    const wrong = await Promise.all(
      folders.map(async (name) =>
        (await differing(join(folder, name), join(root, name))).map((file) => `${name}/${file}`),
      ),
    );
    if (wrong.flat().length === 0) return;
    console.error(`Out of date: ${wrong.flat().join(', ')}. Run npm run generate, and commit the result.`);
    process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

await command(async () => {
  const { values } = parsedArguments({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) return console.log(help);
  await (values.check ? check() : generateIn(root));
});
