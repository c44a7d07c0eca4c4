import type { ExplorerOperation, ExplorerParameter } from './api.ts';
import { bodyEditor } from './body-editor.ts';
import type { ExplorerCall } from './call.ts';
import { element } from './dom.ts';
import { type Field, fieldFor, newKey } from './fields.ts';

export type RequestForm = Readonly<{
  element: HTMLFormElement;
  /** The request as currently entered. */
  call: () => ExplorerCall;
  /** Names of required fields that are empty. */
  missing: () => readonly string[];
}>;

type ParameterField = Readonly<{ parameter: ExplorerParameter; field: Field }>;

/** The request form, with path, query, body and headers. */
export function requestForm(operation: ExplorerOperation, base: string): RequestForm {
  const parameters = operation.parameters.map((parameter) => ({ parameter, field: fieldOf(parameter) }));
  const body = operation.body && bodyEditor(operation.body);
  const form = element(
    'form',
    { novalidate: true, class: 'request', 'aria-label': 'Request' },
    section('Path', 'path', parameters),
    section('Query', 'query', parameters),
    body?.element,
    section('Headers', 'header', parameters),
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'submit', class: 'send' }, 'Send'),
      element('span', { class: 'hint' }, element('kbd', {}, sendKeys)),
    ),
  );
  const isMissing = ({ field }: ParameterField) => field.required && field.control.text() === '';
  return {
    element: form,
    call: () => callOf(operation, parameters, body?.text(), base),
    missing: () => [...parameters.filter(isMissing).map(({ field }) => field.name), ...(body?.missing() ?? [])],
  };
}

const sendKeys = navigator.userAgent.includes('Mac') ? '⌘ Enter' : 'Ctrl Enter';

/** Prefills a new idempotency key, so that the first request of every visitor is a new one. */
function fieldOf({ name, schema, description, required = false, example }: ExplorerParameter): Field {
  return fieldFor({ name, schema, description, required, example: name === 'Idempotency-Key' ? newKey() : example });
}

function section(
  title: string,
  place: ExplorerParameter['in'],
  parameters: readonly ParameterField[],
): HTMLElement | undefined {
  const fields = parameters.filter(({ parameter }) => parameter.in === place).map(({ field }) => field.element);
  if (fields.length === 0) return undefined;
  return element('section', {}, element('h3', {}, title), element('div', { class: 'fields' }, ...fields));
}

function callOf(
  { method, path }: ExplorerOperation,
  parameters: readonly ParameterField[],
  body: string | undefined,
  base: string,
): ExplorerCall {
  const entered = (place: ExplorerParameter['in']) =>
    parameters
      .filter(({ parameter, field }) => parameter.in === place && field.control.text() !== '')
      .map(({ field }): [string, string] => [field.name, field.control.text()]);
  const filled = entered('path').reduce(
    (url, [name, text]) => url.replace(`{${name}}`, encodeURIComponent(text)),
    path,
  );
  const query = new URLSearchParams(entered('query')).toString();
  return {
    method,
    url: base + filled + (query === '' ? '' : `?${query}`),
    headers: [...(body === undefined ? [] : [['Content-Type', 'application/json'] as const]), ...entered('header')],
    body,
  };
}
