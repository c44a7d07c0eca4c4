import type { ExplorerOperation } from './api.ts';
import { sendCall } from './call.ts';
import { commandBlocks } from './command-blocks.ts';
import { element, paragraphs, withCode } from './dom.ts';
import { requestForm } from './request-form.ts';
import { responsePanel } from './response-panel.ts';
import type { Signing } from './signing.ts';

/** The API that calls are sent to, and the credentials that sign them. */
export type ApiTarget = Readonly<{ base: string; isLocal: boolean; signing: () => Signing | undefined }>;

export type OperationView = Readonly<{ element: HTMLElement; send: () => void; refresh: () => void }>;

/** The view of one operation: its description, the request form and the response. */
export function operationView(operation: ExplorerOperation, { base, isLocal, signing }: ApiTarget): OperationView {
  const form = requestForm(operation, base);
  const commands = commandBlocks(operation, isLocal);
  const panel = responsePanel(operation.isRpc);
  const refresh = () => commands.show(form.call(), signing()?.region);
  const send = async () => {
    if (panel.isWaiting()) return;
    panel.wait();
    const missing = form.missing();
    panel.show(await sendCall(form.call(), signing()).catch((error: unknown) => error as Error), missing);
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
    element: element('article', {}, ...headOf(operation), request, responsesOf(operation)),
    send: () => form.element.requestSubmit(),
    refresh,
  };
}

const headOf = ({ method, path, summary, description }: ExplorerOperation): HTMLElement[] => [
  element('h2', { tabindex: '-1' }, summary),
  element(
    'p',
    { class: 'path' },
    element('span', { class: `method ${method.toLowerCase()}` }, method),
    element('code', {}, ...breakable(path)),
  ),
  ...paragraphs(description),
];

/** Allows a long path to wrap after each segment. */
const breakable = (path: string): (string | HTMLElement)[] =>
  path.split(/(?<=[/.])/).flatMap((part) => [part, element('wbr')]);

function responsesOf({ responses }: ExplorerOperation): HTMLElement {
  const rows = responses.map(({ status, description, codes }) => {
    const listed = codes.flatMap((code) => [element('code', {}, code), ' ']);
    const about = element('dd', {}, element('p', {}, ...withCode(description)));
    if (listed.length > 0) about.append(element('p', { class: 'codes' }, ...listed));
    return element('div', {}, element('dt', {}, status), about);
  });
  const summary = element('summary', {}, 'Possible responses');
  return element('details', { class: 'responses' }, summary, element('dl', {}, ...rows));
}
