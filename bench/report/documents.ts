import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSection } from './marked-section.ts';
import { performanceSection } from './performance-section.ts';
import type { AllSaved } from './saved.ts';
import { scaleSection } from './scale-section.ts';

const root = join(import.meta.dirname, '..', '..');
const command = 'npm run bench -- --docs';

const sections = { 'docs/performance.md': performanceSection, 'docs/scale.md': scaleSection } as const;

/** Rewrites the figures in all pages or, if a figure or a mark is missing, in none. Returns what to tell the user. */
export function rewriteDocuments(saved: AllSaved, directory: string = root): string {
  const rewritten = Object.entries(sections).map(([name, section]) => {
    const file = join(directory, name);
    return [file, withSection(readFileSync(file, 'utf8'), section(saved), { file, command })] as const;
  });
  for (const [file, text] of rewritten) writeFileSync(file, text);
  return `Rewritten: ${Object.keys(sections).join(', ')}`;
}
