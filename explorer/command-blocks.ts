import type { ExplorerOperation } from './api.ts';
import type { CallAuthorization } from './authorization.ts';
import type { ExplorerCall } from './call.ts';
import { curlLine, grpcurlLine } from './command-lines.ts';
import { copyButton } from './copy.ts';
import { button, element } from './dom.ts';
import { pythonSnippet } from './python-snippet.ts';
import { typescriptSnippet } from './typescript-snippet.ts';

export type CommandBlocks = Readonly<{
  element: HTMLElement;
  show: (call: ExplorerCall, by: CallAuthorization) => void;
}>;

const languages = ['curl', 'TypeScript', 'Python', 'grpcurl'] as const;
type Language = (typeof languages)[number];

/** Kept while the page is open: who reads Python in one endpoint reads it in the next. */
let chosen: Language = 'curl';

/** The request as code in several languages, one of which is shown. RPCs on this machine have a grpcurl command. */
export function commandBlocks({ path, method, isRpc }: ExplorerOperation, isLocal: boolean): CommandBlocks {
  const hasGrpc = isRpc && isLocal && method === 'POST';
  const blocks = languages.filter((one) => one !== 'grpcurl' || hasGrpc).map(blockOf);
  const choose = () => {
    const shown = blocks.find(({ language }) => language === chosen) ?? blocks[0];
    for (const block of blocks) {
      block.element.hidden = block !== shown;
      block.button.setAttribute('aria-pressed', String(block === shown));
    }
  };
  for (const block of blocks)
    block.button.addEventListener('click', () => {
      chosen = block.language;
      choose();
    });
  choose();
  const switches = { class: 'switch', role: 'group', 'aria-label': 'Show the code in' };
  return {
    element: element(
      'section',
      {},
      element(
        'div',
        { class: 'heading' },
        element('h3', {}, 'Code'),
        element('div', switches, ...blocks.map((block) => block.button)),
      ),
      ...blocks.map((block) => block.element),
    ),
    show: (call, by) => {
      choose();
      for (const block of blocks) block.code.textContent = textOf[block.language](call, by, path);
    },
  };
}

const textOf: Readonly<Record<Language, (call: ExplorerCall, by: CallAuthorization, path: string) => string>> = {
  curl: curlLine,
  TypeScript: typescriptSnippet,
  Python: pythonSnippet,
  grpcurl: (call, _, path) => grpcurlLine(path, call),
};

function blockOf(language: Language) {
  const code = element('code');
  const pre = element('pre', { tabindex: '0', 'aria-label': `${language} code` }, code);
  const copy = copyButton(() => code.textContent ?? '', `Copy the ${language} code`);
  return {
    language,
    code,
    button: button(language, () => {}),
    element: element('div', { class: 'code', 'data-line': language }, pre, copy),
  };
}
