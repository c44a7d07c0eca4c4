import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import GithubSlugger from 'github-slugger';
import { lexer, type Token, walkTokens } from 'marked';

export const root = join(import.meta.dirname, '..', '..');

/** The checkable parts of a Markdown page. */
export type Page = Readonly<{
  /** Relative to the repository. */
  file: string;
  text: string;
  /** Targets as they are written. */
  links: readonly string[];
  /** Anchors that links to the page may name. */
  anchors: ReadonlySet<string>;
  /** In their order; `lang` is empty for text and inline code. */
  code: readonly CodeOfPage[];
}>;
export type CodeOfPage = Readonly<{ lang: string; text: string }>;

const notOurs = ['**/node_modules/**', '.build/**', '.local/**', 'cdk.out/**', 'coverage/**', 'third-party/**'];

/** Every page of Markdown in the repository. */
export const allPages = (): readonly Page[] => globSync('**/*.md', { cwd: root, exclude: notOurs }).sort().map(pageOf);

/** One page. */
export function pageOf(file: string): Page {
  const text = readFileSync(join(root, file), 'utf8');
  return { file, text, ...contentsOf(text) };
}

/** Reads a Markdown text. Anchors are those that GitHub makes: of headings, and of ids in HTML. */
export function contentsOf(text: string): Omit<Page, 'file' | 'text'> {
  const slugger = new GithubSlugger();
  const links: string[] = [];
  const anchors = new Set<string>();
  const code: CodeOfPage[] = [];
  void walkTokens(lexer(text), (token: Token) => {
    if (token.type === 'heading') anchors.add(slugger.slug(plainText(token)));
    if (token.type === 'html') for (const [, id = ''] of token.raw.matchAll(/ id="([^"]+)"/g)) anchors.add(id);
    if (token.type === 'link' || token.type === 'image') links.push(token.href);
    if (token.type === 'code') code.push({ lang: token.lang ?? '', text: token.text });
    if (token.type === 'codespan') code.push({ lang: '', text: token.text });
  });
  return { links, anchors, code };
}

const plainText = (token: Token): string =>
  'tokens' in token && token.tokens ? token.tokens.map(plainText).join('') : 'text' in token ? token.text : token.raw;
