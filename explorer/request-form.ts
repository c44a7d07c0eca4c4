import type { ExplorerOperation, ExplorerParameter } from './api.ts';
import { bodyEditor } from './body-editor.ts';
import type { ExplorerCall } from './call.ts';
import { element } from './dom.ts';
import { type Field, fieldFor, isKey, newKey } from './fields.ts';
import type { EnteredValues } from './history.ts';

export type RequestForm = Readonly<{
  element: HTMLFormElement;
  /** The request as currently entered. */
  call: () => ExplorerCall;
  /** All values, which `enter` takes. */
  values: () => EnteredValues;
  enter: (values: EnteredValues, isWhole: boolean) => void;
  /** Names of required fields that are empty. */
  missing: () => readonly string[];
}>;

type ParameterField = Readonly<{ parameter: ExplorerParameter; field: Field }>;

/** The request form, with path, query, body and headers. */
export function requestForm(operation: ExplorerOperation, base: string): RequestForm {
  const parameters = operation.parameters.map((parameter) => ({ parameter, field: fieldOf(parameter) }));
  const body = operation.body && bodyEditor(withOneKey(operation.body, parameters));
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
    values: () => ({
      parameters: Object.fromEntries(
        parameters.map(({ field }) => [field.name, field.control.text()]).filter(([, text]) => text !== ''),
      ),
      body: body?.text(),
    }),
    enter: ({ parameters: values, body: text }, isWhole) => {
      for (const { field } of parameters) {
        const value = values[field.name];
        if (value !== undefined || isWhole) field.control.show(value === undefined ? undefined : JSON.stringify(value));
      }
      if (text !== undefined) body?.enter(text);
      else if (!isWhole) body?.fill(values);
    },
    missing: () => [...parameters.filter(isMissing).map(({ field }) => field.name), ...(body?.missing() ?? [])],
  };
}

const sendKeys = navigator.userAgent.includes('Mac') ? '⌘ Enter' : 'Ctrl Enter';

/** Prefills a new idempotency key, so that the first request of every visitor is a new one. */
function fieldOf({ name, schema, description, required = false, example }: ExplorerParameter): Field {
  return fieldFor({ name, schema, description, required, example: name === 'Idempotency-Key' ? newKey() : example });
}

/** The body without its own field for an idempotency key, if the form has one for the header. JSON may still have it. */
function withOneKey(body: NonNullable<ExplorerOperation['body']>, parameters: readonly ParameterField[]) {
  if (!parameters.some(({ field }) => isKey(field.name))) return body;
  const properties = Object.entries(body.schema.properties ?? {}).filter(([name]) => !isKey(name));
  return { ...body, schema: { ...body.schema, properties: Object.fromEntries(properties) } };
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
