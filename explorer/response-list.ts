import type { ExplorerOperation, ExplorerResponse } from './api.ts';
import { element, withCode } from './dom.ts';
import { bodyDescription, type ResolveSchema } from './schema-view.ts';

/** Every response that an operation may have, with its codes, the members of its body and an example. */
export function responseList({ responses }: ExplorerOperation, resolve: ResolveSchema): HTMLElement {
  const rows = responses.map((response) => {
    const { status, description, codes } = response;
    const listed = codes.flatMap((code) => [element('code', {}, code), ' ']);
    const about = element('dd', {}, element('p', {}, ...withCode(description)));
    if (listed.length > 0) about.append(element('p', { class: 'codes' }, ...listed));
    if (response.bodies.length > 0) about.append(bodyOf(response, resolve));
    return element('div', {}, element('dt', {}, status), about);
  });
  const summary = element('summary', {}, 'Possible responses');
  return element('details', { class: 'responses' }, summary, element('dl', {}, ...rows));
}

/** Made when it is opened: an operation has a dozen responses, and nobody reads them all. */
function bodyOf({ status, bodies }: ExplorerResponse, resolve: ResolveSchema): HTMLElement {
  const place = element('div');
  const summary = element('summary', { 'aria-label': `Fields and example of ${status}` }, 'Fields and example');
  const made = element('details', {}, summary, place);
  made.addEventListener('toggle', () => {
    if (place.childElementCount === 0) place.append(...bodies.flatMap((body) => bodyDescription(body, resolve)));
  });
  return made;
}
