import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const folders =
  '{bench,bin,client,console,doubles,edge,emulators,explorer,functions,generate,hermetic,lib,prove,src,test,tools}';
/** Built from an earlier release, with its comments. */
const older = 'test/golden/previous-release/readers.mjs';

/** A comment names its subject first: with these openings, a reader learns it last. */
const riddle = /^\s*(?:\/\/|\/\*\*|\*) (?:What|Of|Who|Whose|Whoever)\b/;

it('no comment begins as a riddle', () => {
  const files = globSync([`${folders}/**/*.{ts,tsx,mjs}`, '*.{ts,mjs}'], { cwd: root }).filter(
    (file) => !file.includes('node_modules') && !file.startsWith('client/dist/') && file !== older,
  );
  expect(files.length).toBeGreaterThan(500);
  const found = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (riddle.test(line) ? [`${file}:${index + 1}:${line}`] : [])),
  );
  expect(found).toEqual([]);
});

it('the check finds a riddle', () => {
  const lines = ['/** What it does. */', ' * Of all of them.', '// Who asks.', '/** The answer. Of what? */'];
  expect(lines.map((line) => riddle.test(line))).toEqual([true, true, true, false]);
});
