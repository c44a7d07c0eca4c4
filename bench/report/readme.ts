import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../hermetic/process/command.ts';
import { performanceSection } from './readme-section.ts';
import type { AllSaved } from './saved.ts';
import { scaleSection } from './scale-section.ts';

const root = join(import.meta.dirname, '..', '..');
const begin = '<!-- figures: npm run bench -- --readme -->';
const end = '<!-- end of figures -->';

const sections = { 'README.md': performanceSection, 'docs/scale.md': scaleSection } as const;

/** Rewrites the figures in all documents, or in none if one fails. Returns a message with their names. */
export function rewriteDocuments(saved: AllSaved, directory: string = root): string {
  const rewritten = Object.entries(sections).map(([name, section]) => {
    const file = join(directory, name);
    return [file, withSection(readFileSync(file, 'utf8'), section(saved), file)] as const;
  });
  for (const [file, text] of rewritten) writeFileSync(file, text);
  return `Rewritten: ${Object.keys(sections).join(', ')}`;
}

/** Replaces the section between the two markers. */
export function withSection(text: string, section: string, file: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Refusal(`${file} lacks the lines "${begin}" and "${end}", in this order.`);
  return `${text.slice(0, from)}${begin}\n\n${section}\n\n${text.slice(to)}`;
}
