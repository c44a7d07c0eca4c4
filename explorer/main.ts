import { type ApiDocument, type ExplorerOperation, operationsOf, schemaResolver } from './api.ts';
import { element } from './dom.ts';
import { localStorageOrNone, requestHistory, type SentRequest } from './history.ts';
import { historyView } from './history-view.ts';
import { idTargets } from './id-links.ts';
import { historyPage, operationList } from './operation-list.ts';
import { type OperationView, operationView } from './operation-view.ts';
import { signingForm } from './signing-form.ts';
import { startView } from './start-view.ts';

/** Address of the API. This page is its `/explorer` or `/`, behind the stage name on API Gateway. */
const base = location.origin + location.pathname.replace(/\/(explorer\/?)?$/, '');
const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);

const main = document.querySelector('main') ?? document.body;
const side = document.querySelector('#side') ?? document.body;

function show(api: ApiDocument): void {
  const operations = operationsOf(api);
  const views = new Map<string, OperationView>();
  const list = operationList(operations, api.tags);
  const signing = signingForm(isLocal, () => {
    for (const view of views.values()) view.refresh();
  });
  const history = requestHistory(localStorageOrNone(), `payment-explorer-history ${base}`);
  const target = {
    base,
    isLocal,
    credentials: signing.entered,
    resolve: schemaResolver(api),
    findIdTarget: idTargets(operations),
    history,
  };
  const viewOf = (operation: ExplorerOperation) => {
    const view = views.get(operation.id) ?? operationView(operation, target);
    views.set(operation.id, view);
    view.refresh();
    return view;
  };
  const address = () => {
    const [id = '', query = ''] = location.hash.slice(2).split('?');
    return { id, operation: operations.find((one) => one.id === id), values: new URLSearchParams(query) };
  };
  const pageOf = (id: string): Readonly<{ title: string; element: HTMLElement }> =>
    id === historyPage
      ? { title: 'History', element: historyView(history, operations, restore) }
      : { title: 'Start', element: startView(api, operations, base) };
  const restore = (operation: ExplorerOperation, request: SentRequest) => {
    viewOf(operation).enter(request, true);
    location.hash = `#/${operation.id}`;
  };
  const open = (isNavigation: boolean) => {
    const { id, operation, values } = address();
    const view = operation && viewOf(operation);
    const page = view ? undefined : pageOf(id);
    if (values.size > 0) view?.enter({ parameters: Object.fromEntries(values) }, operation?.method === 'GET');
    main.replaceChildren(...[view?.element ?? page?.element].filter((one) => one !== undefined));
    list.choose(id);
    document.title = `${operation?.summary ?? page?.title} · ${api.info.title}`;
    if (!isNavigation) return;
    scrollTo(0, 0);
    if (narrow.matches) menu.open = false;
    main.querySelector('h2')?.focus();
    // A link within this page was followed, and reading changes nothing.
    if (values.size > 0 && operation?.method === 'GET') view?.send();
  };
  const narrow = matchMedia('(max-width: 56rem)');
  const menu = element(
    'details',
    { open: !narrow.matches },
    element('summary', {}, 'Endpoints'),
    ...(isLocal ? [list.element, signing.element] : [signing.element, list.element]),
  );
  narrow.addEventListener('change', () => {
    menu.open = !narrow.matches;
  });
  side.replaceChildren(menu);
  addEventListener('hashchange', () => {
    if (location.hash.startsWith('#/')) open(true);
  });
  addEventListener('keydown', (event) => {
    const { operation } = address();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && operation) {
      event.preventDefault();
      viewOf(operation).send();
    }
    const isTyping = event.target instanceof Element && event.target.matches('input, textarea, select');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    menu.open = true;
    list.filter.focus();
    list.filter.select();
  });
  open(false);
}

/** Loads openapi.json, which is next to the page, and shows it. */
async function start(): Promise<void> {
  for (const where of document.querySelectorAll('[data-base]')) where.textContent = base;
  const response = await fetch(`${base}/openapi.json`);
  if (!response.ok)
    throw new Error(`loading openapi.json failed with status ${response.status}; reload the page to try again`);
  const api: ApiDocument = await response.json();
  for (const version of document.querySelectorAll('[data-version]')) version.textContent = api.info.version;
  show(api);
}

start().catch((error: unknown) => {
  const why = error instanceof Error ? error.message : String(error);
  main.replaceChildren(
    element(
      'p',
      { class: 'status failed' },
      element('strong', {}, 'The API cannot be shown'),
      element('span', {}, why),
    ),
  );
});
