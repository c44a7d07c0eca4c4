import type { ExplorerOperation } from './api.ts';
import type { ExplorerCall } from './call.ts';
import { curlLine, grpcurlLine } from './command-lines.ts';
import { copyButton } from './copy.ts';
import { element } from './dom.ts';

export type CommandBlocks = Readonly<{
  element: HTMLElement;
  show: (call: ExplorerCall, region: string | undefined) => void;
}>;

/** The request as a curl command and, for RPCs on this machine, as a grpcurl command. */
export function commandBlocks({ path, method, isRpc }: ExplorerOperation, isLocal: boolean): CommandBlocks {
  const curl = block('curl');
  const grpcurl = isRpc && isLocal && method === 'POST' ? block('grpcurl') : undefined;
  return {
    element: element('section', {}, element('h3', {}, 'Command line'), curl.element, grpcurl?.element),
    show: (call, region) => {
      curl.show(curlLine(call, region));
      grpcurl?.show(grpcurlLine(path, call));
    },
  };
}

function block(name: string) {
  const code = element('code');
  const pre = element('pre', { tabindex: '0', 'aria-label': `${name} command` }, code);
  const copy = copyButton(() => code.textContent ?? '', `Copy the ${name} command`);
  return {
    element: element('div', { class: 'code', 'data-line': name }, pre, copy),
    show: (text: string) => {
      code.textContent = text;
    },
  };
}
