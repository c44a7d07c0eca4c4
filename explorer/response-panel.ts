import type { ExplorerOperation } from './api.ts';
import type { ApiResponse } from './call.ts';
import { copyButton } from './copy.ts';
import { element } from './dom.ts';
import { grpcCode } from './grpc-code.ts';
import type { FindIdTarget } from './id-links.ts';
import { prettyTokens, type Token } from './json-text.ts';

export type ResponsePanel = Readonly<{
  element: HTMLElement;
  isWaiting: () => boolean;
  wait: () => void;
  /** Shows a response or the error instead of one, and the required fields that were left empty. */
  show: (result: ApiResponse | Error, missing: readonly string[]) => void;
}>;

/** Shows the response. Screen readers announce its status line, which has role `status`, when it changes. */
export function responsePanel(operation: ExplorerOperation, findIdTarget: FindIdTarget): ResponsePanel {
  const linkTo = (member: string, id: string) => {
    const found = findIdTarget(operation, member);
    return found && `#/${found.operation.id}?${new URLSearchParams({ [found.field]: id })}`;
  };
  const line = element('p', { class: 'status', role: 'status' });
  const rest = element('div');
  const title = element('h3', { hidden: true }, 'Response');
  const panel = element('section', { class: 'response', 'aria-label': 'Response' }, title, line, rest);
  return {
    element: panel,
    isWaiting: () => panel.hasAttribute('aria-busy'),
    wait: () => {
      panel.setAttribute('aria-busy', 'true');
      title.hidden = false;
    },
    show: (result, missing) => {
      panel.removeAttribute('aria-busy');
      line.className = `status ${kindOf(result)}`;
      line.replaceChildren(...(result instanceof Error ? errorLine(result) : statusLine(result, operation.isRpc)));
      if (missing.length > 0) line.append(element('span', { class: 'time' }, `Sent without ${missing.join(', ')}.`));
      rest.replaceChildren(...(result instanceof Error ? [] : detailsOf(result, linkTo)));
      line.scrollIntoView({ block: 'nearest' });
    },
  };
}

function kindOf(result: ApiResponse | Error): 'good' | 'refused' | 'failed' {
  if (result instanceof Error || result.status >= 500) return 'failed';
  return result.status < 400 ? 'good' : 'refused';
}

const errorLine = ({ message }: Error) => [element('strong', {}, 'No response'), element('span', {}, message)];

/** Headers about the payment rather than the transport. They are shown beside the status. */
const highlighted = ['idempotent-replayed', 'retry-after', 'x-error-code'];

function statusLine(response: ApiResponse, isRpc: boolean): HTMLElement[] {
  const { status, statusText, ms, headers } = response;
  const chips = headers
    .filter(([name]) => highlighted.includes(name))
    .map(([name, value]) => `${titleCase(name)}: ${value}`);
  return [
    element('strong', {}, `${status} ${statusText}`.trim()),
    ...[...(isRpc ? [grpcCode(response)] : []), ...chips].map((chip) => element('span', { class: 'chip' }, chip)),
    element('span', { class: 'time' }, `${Math.max(1, Math.round(ms))} ms`),
  ];
}

/** The address that an id of this name leads to. */
type LinkTo = (member: string, id: string) => string | undefined;

function detailsOf({ headers, text }: ApiResponse, linkTo: LinkTo): HTMLElement[] {
  const rows = headers.map(([name, value]) =>
    element('div', {}, element('dt', {}, titleCase(name)), element('dd', {}, value)),
  );
  const summary = element('summary', {}, `Headers (${headers.length})`);
  return [
    element('details', {}, summary, element('dl', { class: 'headers' }, ...rows)),
    text === '' ? element('p', { class: 'note' }, 'The response has no body.') : bodyOf(text, linkTo),
  ];
}

/** Browsers report header names in lower case. */
const titleCase = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

const mostColoured = 200_000;

function bodyOf(text: string, linkTo: LinkTo): HTMLElement {
  const code = element('code');
  const tokens = text.length > mostColoured ? undefined : prettyTokens(text);
  if (tokens === undefined) code.textContent = text;
  let member = '';
  for (const token of tokens ?? []) {
    if (token.kind === 'name') member = JSON.parse(token.text);
    code.append(pieceOf(token, member, linkTo));
  }
  const block = element('pre', { tabindex: '0', 'aria-label': 'Response body' }, code);
  return element(
    'div',
    { class: 'code' },
    block,
    copyButton(() => code.textContent ?? '', 'Copy the response body'),
  );
}

function pieceOf({ kind, text }: Token, member: string, linkTo: LinkTo): string | HTMLElement {
  if (kind === 'mark' || kind === 'space') return text;
  const id = kind === 'string' ? JSON.parse(text) : text;
  const href = (kind === 'string' || kind === 'number') && id !== '' ? linkTo(member, id) : undefined;
  return element('span', { class: kind }, href === undefined ? text : element('a', { href }, text));
}
