import { answerPanel } from './answer-panel.ts';
import type { Operation } from './api.ts';
import { answerTo } from './call.ts';
import { commandBlocks } from './command-blocks.ts';
import { element, paragraphs, withCode } from './dom.ts';
import { requestForm } from './request-form.ts';
import type { Signing } from './signing.ts';

/** Where calls go, and what signs them. */
export type Surroundings = Readonly<{ base: string; isLocal: boolean; signing: () => Signing | undefined }>;

export type OperationView = Readonly<{ element: HTMLElement; send: () => void; refresh: () => void }>;

/** Everything of one operation: what it does, the form of its request, and the answer. */
export function operationView(operation: Operation, { base, isLocal, signing }: Surroundings): OperationView {
  const form = requestForm(operation, base);
  const commands = commandBlocks(operation, isLocal);
  const panel = answerPanel(operation.isRpc);
  const refresh = () => commands.show(form.call(), signing()?.region);
  const send = async () => {
    if (panel.isWaiting()) return;
    panel.wait();
    const missing = form.missing();
    panel.show(await answerTo(form.call(), signing()).catch((error: unknown) => error as Error), missing);
  };
  form.element.addEventListener('input', refresh);
  form.element.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  refresh();
  const outcome = element('div', { class: 'outcome' }, commands.element, panel.element);
  const request = element('div', { class: 'try' }, form.element, outcome);
  return {
    element: element('article', {}, ...headOf(operation), request, answersOf(operation)),
    send: () => form.element.requestSubmit(),
    refresh,
  };
}

const headOf = ({ method, path, summary, description }: Operation): HTMLElement[] => [
  element('h2', { tabindex: '-1' }, summary),
  element(
    'p',
    { class: 'path' },
    element('span', { class: `method ${method.toLowerCase()}` }, method),
    element('code', {}, ...breakable(path)),
  ),
  ...paragraphs(description),
];

/** A long path may break after each of its parts. */
const breakable = (path: string): (string | HTMLElement)[] =>
  path.split(/(?<=[/.])/).flatMap((part) => [part, element('wbr')]);

function answersOf({ answers }: Operation): HTMLElement {
  const rows = answers.map(({ status, description, codes }) => {
    const listed = codes.flatMap((code) => [element('code', {}, code), ' ']);
    const about = element('dd', {}, element('p', {}, ...withCode(description)));
    if (listed.length > 0) about.append(element('p', { class: 'codes' }, ...listed));
    return element('div', {}, element('dt', {}, status), about);
  });
  const summary = element('summary', {}, 'What it may answer');
  return element('details', { class: 'answers' }, summary, element('dl', {}, ...rows));
}
