import type { ExplorerOperation } from './api.ts';
import { authorizationOf, type EnteredCredentials } from './authorization.ts';
import { type ApiResponse, sendCall } from './call.ts';
import { commandBlocks } from './command-blocks.ts';
import { element, paragraphs } from './dom.ts';
import type { EnteredValues, RequestHistory } from './history.ts';
import type { FindIdTarget } from './id-links.ts';
import { requestForm } from './request-form.ts';
import { responseList } from './response-list.ts';
import { responsePanel } from './response-panel.ts';
import type { ResolveSchema } from './schema-view.ts';

/** The API that calls are sent to, and what all operations share. */
export type ApiTarget = Readonly<{
  base: string;
  isLocal: boolean;
  credentials: () => EnteredCredentials;
  resolve: ResolveSchema;
  findIdTarget: FindIdTarget;
  history: RequestHistory;
}>;

export type OperationView = Readonly<{
  element: HTMLElement;
  send: () => void;
  refresh: () => void;
  /** Enters values into the form; fields without a value become empty if `isWhole`. */
  enter: (values: EnteredValues, isWhole: boolean) => void;
}>;

/** The view of one operation: its description, the request form and the response. */
export function operationView(operation: ExplorerOperation, target: ApiTarget): OperationView {
  const { base, isLocal, credentials, history } = target;
  const form = requestForm(operation, base);
  const commands = commandBlocks(operation, isLocal);
  const panel = responsePanel(operation, target.findIdTarget);
  const refresh = () => commands.show(form.call(), authorizationOf(credentials()));
  const send = async () => {
    if (panel.isWaiting()) return;
    panel.wait();
    const [call, values, missing] = [form.call(), form.values(), form.missing()];
    const result = await sendCall(call, credentials()).catch((error: unknown) => error as Error);
    history.add({ ...recordOf(operation, call.url.slice(base.length), result), ...values });
    panel.show(result, missing);
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
    element: element('article', {}, ...headOf(operation), request, responseList(operation, target.resolve)),
    send: () => form.element.requestSubmit(),
    refresh,
    enter: (values, isWhole) => {
      form.enter(values, isWhole);
      refresh();
    },
  };
}

const recordOf = ({ id, method }: ExplorerOperation, path: string, result: ApiResponse | Error) => ({
  at: new Date().toISOString(),
  operationId: id,
  method,
  path,
  status: result instanceof Error ? 0 : result.status,
});

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
