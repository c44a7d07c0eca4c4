import type { Answered } from './call.ts';
import { copyButton } from './copy.ts';
import { element } from './dom.ts';
import { grpcCode } from './grpc-code.ts';
import { prettyTokens } from './json-text.ts';

export type AnswerPanel = Readonly<{
  element: HTMLElement;
  isWaiting: () => boolean;
  wait: () => void;
  /** Shows an answer, or why there is none; and which fields were left empty that may not be. */
  show: (answered: Answered | Error, missing: readonly string[]) => void;
}>;

/** Where the answer is shown. Its first line is read out when it changes. */
export function answerPanel(isRpc: boolean): AnswerPanel {
  const line = element('p', { class: 'status', role: 'status' });
  const rest = element('div');
  const title = element('h3', { hidden: true }, 'Answer');
  const panel = element('section', { class: 'answer', 'aria-label': 'Answer' }, title, line, rest);
  return {
    element: panel,
    isWaiting: () => panel.hasAttribute('aria-busy'),
    wait: () => {
      panel.setAttribute('aria-busy', 'true');
      title.hidden = false;
    },
    show: (answered, missing) => {
      panel.removeAttribute('aria-busy');
      line.className = `status ${kindOf(answered)}`;
      line.replaceChildren(...(answered instanceof Error ? lineOfNone(answered) : lineOf(answered, isRpc)));
      if (missing.length > 0) line.append(element('span', { class: 'time' }, `Sent without ${missing.join(', ')}.`));
      rest.replaceChildren(...(answered instanceof Error ? [] : detailsOf(answered)));
      line.scrollIntoView({ block: 'nearest' });
    },
  };
}

function kindOf(answered: Answered | Error): 'good' | 'refused' | 'failed' {
  if (answered instanceof Error || answered.status >= 500) return 'failed';
  return answered.status < 400 ? 'good' : 'refused';
}

const lineOfNone = ({ message }: Error) => [element('strong', {}, 'No answer'), element('span', {}, message)];

/** Headers that say something of the payment rather than of the transport. */
const telling = ['idempotent-replayed', 'retry-after', 'x-error-code'];

function lineOf(answered: Answered, isRpc: boolean): HTMLElement[] {
  const { status, statusText, ms, headers } = answered;
  const chips = headers.filter(([name]) => telling.includes(name)).map(([name, value]) => `${titled(name)}: ${value}`);
  return [
    element('strong', {}, `${status} ${statusText}`.trim()),
    ...[...(isRpc ? [grpcCode(answered)] : []), ...chips].map((chip) => element('span', { class: 'chip' }, chip)),
    element('span', { class: 'time' }, `${Math.max(1, Math.round(ms))} ms`),
  ];
}

function detailsOf({ headers, text }: Answered): HTMLElement[] {
  const rows = headers.map(([name, value]) =>
    element('div', {}, element('dt', {}, titled(name)), element('dd', {}, value)),
  );
  const summary = element('summary', {}, `Headers (${headers.length})`);
  return [
    element('details', {}, summary, element('dl', { class: 'headers' }, ...rows)),
    text === '' ? element('p', { class: 'note' }, 'The answer has no body.') : bodyOf(text),
  ];
}

/** Browsers give names in small letters. */
const titled = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

const mostColoured = 200_000;

function bodyOf(text: string): HTMLElement {
  const code = element('code');
  const tokens = text.length > mostColoured ? undefined : prettyTokens(text);
  if (tokens === undefined) code.textContent = text;
  for (const { kind, text: piece } of tokens ?? []) {
    code.append(kind === 'mark' || kind === 'space' ? piece : element('span', { class: kind }, piece));
  }
  const block = element('pre', { tabindex: '0', 'aria-label': 'Body of the answer' }, code);
  return element(
    'div',
    { class: 'code' },
    block,
    copyButton(() => code.textContent ?? '', 'Copy the body'),
  );
}
