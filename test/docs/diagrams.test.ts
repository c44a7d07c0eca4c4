import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import { allPages } from './pages.ts';

const require = createRequire(import.meta.url);

/** Mermaid's own parser. Rejects with the line that it does not understand. */
type Mermaid = Readonly<{ parse: (diagram: string) => Promise<unknown> }>;

/**
 * Mermaid as browsers load it: one script for a page. It sanitises labels with DOMPurify, which needs a document but
 * draws nothing in it, so no browser is needed.
 */
function loadMermaid(): Mermaid {
  const { window } = parseHTML('<html></html>');
  const page = createContext({ window, document: window.document, setTimeout, clearTimeout, structuredClone, console });
  runInContext(readFileSync(require.resolve('@mermaid-js/tiny'), 'utf8'), page);
  return page.mermaid;
}

let mermaid: Mermaid;
beforeAll(() => {
  mermaid = loadMermaid();
});

const diagrams = allPages().flatMap(({ file, code }) =>
  code.filter(({ lang }) => lang === 'mermaid').map(({ text }, index) => ({ name: `${index + 1} of ${file}`, text })),
);

describe('diagrams in the docs', () => {
  it('are found', () => {
    expect(diagrams.length).toBeGreaterThan(6);
  });

  it.each(diagrams)('$name parses', async ({ text }) => {
    await expect(mermaid.parse(text)).resolves.toMatchObject({ diagramType: expect.any(String) });
  });

  it.each([
    ['an open bracket', 'flowchart LR\n  a --> b["x'],
    ['half an arrow', 'sequenceDiagram\n  a->>b'],
    ['a state without a name', 'stateDiagram-v2\n  [*] --> : : {'],
    ['no kind', 'a --> b'],
  ])('with %s would not parse', async (_what, text) => {
    await expect(mermaid.parse(text)).rejects.toThrow();
  });
});
