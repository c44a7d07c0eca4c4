import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, transform } from 'esbuild';
import { gzipSync } from 'fflate';

/** A minified script for browsers: an entry point with everything that it imports. */
export async function bundledScript(entryPoint: string, options: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2023',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    ...options,
  });
  return outputFiles?.[0]?.text.trim() ?? '';
}

const root = join(import.meta.dirname, '..');

/** The style sheet of a page, after the one that both pages share. */
export async function styleOf(page: 'explorer' | 'console'): Promise<string> {
  const files = ['explorer/base.css', `${page}/style.css`];
  return (await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))).join('');
}

export const minifiedCss = async (text: string): Promise<string> =>
  (await transform(text, { loader: 'css', minify: true, charset: 'utf8', target: 'es2023' })).code.trim();

/** Inserts a part into a page. Refuses a part with an end tag, which would close the surrounding element early. */
export function insertPart(html: string, place: string, part: string): string {
  if (!html.includes(place)) throw new Error(`the page has no placeholder ${place}`);
  if (/<\/(script|style)/i.test(part))
    throw new Error(`the text for ${place} contains an end tag, which would close its element`);
  return html.replace(place, () => part);
}

/** CSP source that allows exactly this text. */
export const hashSource = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A text as a page's module holds it. With fflate, because the output of Node's zlib differs between CPU architectures. */
export const packed = (text: string): string =>
  Buffer.from(gzipSync(Buffer.from(text), { level: 9, mtime: 0 })).toString('base64');
