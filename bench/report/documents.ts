import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withSection } from './marked-section.ts';
import { modelPictures, modelSection } from './model-section.ts';
import { performanceSection } from './performance-section.ts';
import type { AllSaved } from './saved.ts';
import { scaleSection } from './scale-section.ts';

const root = join(import.meta.dirname, '..', '..');

type Section = Readonly<{
  file: string;
  /** Stands in the page, so that a reader knows what wrote the figures. */
  command: string;
  /** The parts that it shows. */
  parts: readonly string[];
  text: (saved: AllSaved) => string;
  /** Pictures by their file in a folder beside the page. */
  pictures?: Readonly<{ folder: string; draw: (saved: AllSaved) => Readonly<Record<string, string>> }>;
}>;

const command = 'npm run bench -- --docs';

const sections: readonly Section[] = [
  {
    file: 'docs/performance.md',
    command,
    parts: ['cold', 'warm', 'capacity', 'http', 'cost'],
    text: performanceSection,
  },
  { file: 'docs/scale.md', command, parts: ['shards', 'scale'], text: scaleSection },
  {
    file: 'docs/scale.md',
    command: 'npm run bench -- --model --docs',
    parts: ['model'],
    text: modelSection,
    pictures: { folder: 'docs/scale', draw: modelPictures },
  },
];

/** Rewrites the figures of these parts in all pages or, if a figure or a mark is missing, in none. Returns what to tell the user. */
export function rewriteDocuments(saved: AllSaved, parts: readonly string[], directory: string = root): string {
  const chosen = sections.filter((section) => section.parts.some((part) => parts.includes(part)));
  const written = new Map<string, string>();
  for (const { file, command, text, pictures } of chosen) {
    const path = join(directory, file);
    const before = written.get(path) ?? readFileSync(path, 'utf8');
    written.set(path, withSection(before, text(saved), { file: path, command }));
    for (const [name, picture] of Object.entries(pictures?.draw(saved) ?? {})) {
      written.set(join(directory, pictures?.folder ?? '', name), picture);
    }
  }
  for (const [file, text] of written) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return `Rewritten: ${[...new Set(chosen.map(({ file }) => file))].join(', ')}`;
}
