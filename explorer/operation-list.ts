import type { ApiDocument, ExplorerOperation } from './api.ts';
import { element, newId } from './dom.ts';

/** Names of the pages beside the operations, as addresses have them. */
const startPage = '';
export const historyPage = 'history';

export type OperationList = Readonly<{ element: HTMLElement; filter: HTMLInputElement; choose: (id: string) => void }>;

/** The list of operations, grouped by tag, with a filter over names and paths. */
export function operationList(operations: readonly ExplorerOperation[], tags: ApiDocument['tags']): OperationList {
  const id = newId();
  const filter = element('input', {
    id,
    type: 'search',
    placeholder: 'Filter',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const none = element('p', { class: 'note', role: 'status' });
  const groups = tags.map(({ name }) =>
    groupOf(
      name,
      operations.filter(({ tag }) => tag === name),
    ),
  );
  const links = groups.flatMap((group) => group.links);
  const pages = [pageLink(startPage, 'Start'), pageLink(historyPage, 'History')];
  filter.addEventListener('input', () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { element: group, links } of groups) {
      for (const { item, text } of links) item.hidden = !words.every((word) => text.includes(word));
      group.hidden = links.every(({ item }) => item.hidden);
    }
    none.textContent = links.every(({ item }) => item.hidden) ? 'No endpoint matches.' : '';
  });
  filter.addEventListener('keydown', (event) => {
    const first = links.find(({ item }) => !item.hidden);
    if (event.key === 'Enter') first?.link.click();
    if (event.key === 'ArrowDown') first?.link.focus();
    if (event.key === 'Enter' || event.key === 'ArrowDown') event.preventDefault();
  });
  const made = element(
    'nav',
    { 'aria-label': 'Endpoints' },
    element(
      'div',
      { class: 'filter' },
      element('label', { for: id, class: 'unseen' }, 'Filter endpoints'),
      filter,
      element('kbd', { 'aria-hidden': 'true' }, '/'),
    ),
    element('ul', { class: 'pages' }, ...pages.map((link) => element('li', {}, link))),
    none,
    ...groups.map((group) => group.element),
  );
  made.addEventListener('keydown', (event) => step(event, links));
  const choose = (id: string) => {
    for (const link of [...pages, ...links.map((one) => one.link)]) {
      const isChosen = link.hash === `#/${id}`;
      if (!isChosen) link.removeAttribute('aria-current');
      else link.setAttribute('aria-current', 'page');
      if (isChosen) reveal(link);
    }
  };
  return { element: made, filter, choose };
}

/** Scrolls the list to an endpoint that is out of view. `scrollIntoView` would also scroll the page. */
function reveal(link: HTMLElement): void {
  const list = link.closest('details');
  if (list === null) return;
  const { offsetTop, offsetHeight } = link;
  const isInSight = offsetTop >= list.scrollTop && offsetTop + offsetHeight <= list.scrollTop + list.clientHeight;
  if (!isInSight) list.scrollTop = offsetTop - list.clientHeight / 2;
}

const pageLink = (id: string, name: string) =>
  element('a', { href: `#/${id}` }, element('span', { class: 'what' }, name));

type ListEntry = Readonly<{ item: HTMLElement; link: HTMLAnchorElement; text: string }>;

function groupOf(name: string, operations: readonly ExplorerOperation[]) {
  const links = operations.map(({ id, method, path, summary, isRpc }): ListEntry => {
    const shown = isRpc ? path.slice(path.lastIndexOf('/') + 1) : path;
    const badge = element(
      'span',
      { class: `method ${method.toLowerCase()}` },
      isRpc && method === 'POST' ? 'RPC' : method,
    );
    const link = element(
      'a',
      { href: `#/${id}` },
      badge,
      element('span', { class: 'where' }, shown),
      element('span', { class: 'what' }, summary),
    );
    return { item: element('li', {}, link), link, text: `${method} ${path} ${summary} ${name}`.toLowerCase() };
  });
  const title = element('h2', { id: newId() }, name);
  const list = element('ul', { 'aria-labelledby': title.id }, ...links.map(({ item }) => item));
  return { element: element('section', {}, title, list), links };
}

/** Moves the focus between endpoints with the arrow keys. */
function step(event: KeyboardEvent, links: readonly ListEntry[]): void {
  const shown = links.filter(({ item }) => !item.hidden).map(({ link }) => link);
  const at = shown.indexOf(document.activeElement as HTMLAnchorElement);
  const next = event.key === 'ArrowDown' ? at + 1 : event.key === 'ArrowUp' ? at - 1 : -1;
  if (at < 0 || shown[next] === undefined) return;
  shown[next].focus();
  event.preventDefault();
}
