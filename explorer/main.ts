import { type ApiDocument, type ExplorerOperation, operationsOf } from './api.ts';
import { element } from './dom.ts';
import { operationList } from './operation-list.ts';
import { type OperationView, operationView } from './operation-view.ts';
import { signingForm } from './signing-form.ts';

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
  const target = { base, isLocal, signing: signing.entered };
  const viewOf = (operation: ExplorerOperation) => {
    const view = views.get(operation.id) ?? operationView(operation, target);
    views.set(operation.id, view);
    return view;
  };
  const chosen = () => operations.find(({ id }) => location.hash === `#/${id}`) ?? operations[0];
  const open = (moveFocus: boolean) => {
    const operation = chosen();
    if (operation === undefined) return;
    main.replaceChildren(viewOf(operation).element);
    list.choose(operation.id);
    document.title = `${operation.summary} · ${api.info.title}`;
    if (!moveFocus) return;
    scrollTo(0, 0);
    if (narrow.matches) menu.open = false;
    main.querySelector('h2')?.focus();
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
    const operation = chosen();
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
