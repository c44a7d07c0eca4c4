import type { ExplorerOperation } from './api.ts';
import { button, element } from './dom.ts';
import type { RequestHistory, SentRequest } from './history.ts';

/** The page of requests that were sent from this browser. A click shows one again, to be sent or changed. */
export function historyView(
  history: RequestHistory,
  operations: readonly ExplorerOperation[],
  restore: (operation: ExplorerOperation, request: SentRequest) => void,
): HTMLElement {
  const place = element('div');
  const show = () => {
    const rows = history.all().flatMap((request) => {
      const operation = operations.find(({ id }) => id === request.operationId);
      return operation ? [rowOf(operation, request, () => restore(operation, request))] : [];
    });
    place.replaceChildren(
      rows.length === 0 ? element('p', {}, 'No requests were sent yet.') : element('ol', { class: 'history' }, ...rows),
    );
    clear.hidden = rows.length === 0;
  };
  const clear = button('Clear history', () => {
    history.clear();
    show();
    made.querySelector('h2')?.focus();
  });
  const made = element(
    'article',
    { class: 'history-page' },
    element('h2', { tabindex: '-1' }, 'History'),
    element('p', { class: 'note' }, about),
    place,
    clear,
  );
  show();
  return made;
}

const about =
  'The last 50 requests, kept in this browser alone. EnteredCredentials, API keys, card numbers and fields that are named like secrets are not kept, and neither are responses.';

function rowOf({ summary, path: route }: ExplorerOperation, request: SentRequest, open: () => void): HTMLElement {
  const { at, method, path, status } = request;
  const outcome = status === 0 ? 'no response' : String(status);
  const kind = status === 0 || status >= 500 ? 'failed' : status < 400 ? 'good' : 'refused';
  return element(
    'li',
    { class: kind },
    element('time', { datetime: at, class: 'type' }, `${at.slice(0, 19).replace('T', ' ')} UTC`),
    element('strong', {}, outcome),
    button(summary, open, { class: 'quiet' }),
    element('code', { class: 'where' }, `${method} ${path || route}`),
  );
}
