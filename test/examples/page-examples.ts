import { type CodeOfPage, pageOf } from '../docs/pages.ts';

/** A curl command in a page, and the answer that the page shows below it. */
export type PageExample = Readonly<{ title: string; command: string; answer: string }>;

const isCommand = ({ lang, text }: CodeOfPage) => lang === 'bash' && text.startsWith('curl ');

/** The examples of a page, in their order: some need what an earlier one made. */
export function pageExamples(file: string): readonly PageExample[] {
  const blocks = pageOf(file).code.filter(({ lang }) => lang !== '');
  return blocks.flatMap((block, index) => {
    const next = blocks[index + 1];
    if (!isCommand(block) || next?.lang !== 'json') return [];
    const title = `${file}, ${block.text.replaceAll(/\s*\\\n\s*/g, ' ').slice(0, 100)}`;
    return [{ title, command: block.text, answer: next.text }];
  });
}

/** An answer without what differs in each run: its layout, moments and request ids. Ids of payments do not differ. */
export const comparable = (json: string): string =>
  json
    .replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<moment>')
    .replaceAll(/(:request:|"request_id":")[\da-f-]{36}/g, '$1<request>');
