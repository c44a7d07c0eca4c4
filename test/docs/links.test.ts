import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allPages, contentsOf, type Page, pageOf, root } from './pages.ts';

const pages = allPages();

/** Links within the repository that lead nowhere, each with the reason. */
function brokenLinks({ file, links, anchors }: Pick<Page, 'file' | 'links' | 'anchors'>): readonly string[] {
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .flatMap((link) => {
      const [path = '', anchor] = link.split('#');
      const target = normalize(join(dirname(file), path));
      if (path !== '' && !existsSync(join(root, target))) return [`${link}: no such file`];
      if (anchor === undefined) return [];
      const known = path === '' ? anchors : pageOf(target).anchors;
      return known.has(anchor) ? [] : [`${link}: no such anchor`];
    });
}

describe('links in the docs', () => {
  it('are read from every page', () => {
    const files = pages.map(({ file }) => file);
    expect(files).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'docs/architecture.md']));
  });

  it.each(pages)('of $file lead to a file and an anchor that exist', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('lead from the list of decisions to each of them', () => {
    const list = pages.find(({ file }) => file === 'docs/decisions/README.md');
    const decisions = globSync('docs/decisions/[0-9]*.md', { cwd: root }).map((file) => basename(file));
    expect(decisions.filter((file) => !list?.links.includes(file))).toEqual([]);
  });

  it.each([
    ['[x](missing.md)', 'missing.md: no such file'],
    ['[x](scale.md#nothing)', 'scale.md#nothing: no such anchor'],
    ['# A `title`, twice\n\n[x](#a-title)', '#a-title: no such anchor'],
    ['| <a id="code"></a> |\n|---|\n| [x](#cod) |', '#cod: no such anchor'],
  ])('would be found broken in %j', (text, reason) => {
    expect(brokenLinks({ file: 'docs/x.md', ...contentsOf(text) })).toEqual([reason]);
  });

  it.each([
    '# A `title`, twice\n\n[x](#a-title-twice)',
    '| <a id="code"></a> |\n|---|\n| [x](#code) |',
    '[x](scale.md)',
  ])('would be found good in %j', (text) => {
    expect(brokenLinks({ file: 'docs/x.md', ...contentsOf(text) })).toEqual([]);
  });
});

describe('mentions of the docs in code and help', () => {
  const sources = globSync(
    '{bench,bin,console,doubles,edge,emulators,explorer,functions,generate,hermetic,lib,prove,src,tools}/**/*.ts',
    {
      cwd: root,
      exclude: ['**/node_modules/**'],
    },
  );
  const mentions = sources.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/(?<![\w/.])docs\/([\w/-]+)(\.md)?(?:#([\w-]+))?/g)].map(
      ([mention, name = '', isPage, anchor]) => ({ file, mention, name, isPage, anchor }),
    ),
  );
  const decisions = globSync('docs/decisions/*.md', { cwd: root });

  it('are of pages, anchors and decisions that exist', () => {
    expect(mentions.length).toBeGreaterThan(10);
    const wrong = mentions.filter(({ name, isPage, anchor }) => {
      const page = `docs/${name}.md`;
      if (!isPage)
        return !existsSync(join(root, 'docs', name)) && !decisions.some((one) => one.startsWith(`docs/${name}-`));
      return !existsSync(join(root, page)) || (anchor !== undefined && !pageOf(page).anchors.has(anchor));
    });
    expect(wrong.map(({ file, mention }) => `${file}: ${mention}`)).toEqual([]);
  });
});
