import type { ExplorerOperation } from './api.ts';
import { button, element, newId } from './dom.ts';
import { type Field, fieldFor } from './fields.ts';
import { membersOf, objectText } from './json-text.ts';

export type BodyEditor = Readonly<{
  element: HTMLElement;
  /** The body to send. Undefined if there is none. */
  text: () => string | undefined;
  /** Enters a body, in the form if it has all its fields. */
  enter: (text: string) => void;
  /** Enters the values that the form has fields for. */
  fill: (values: Readonly<Record<string, string>>) => void;
  /** Names of required fields that are empty. */
  missing: () => readonly string[];
}>;

type Body = NonNullable<ExplorerOperation['body']>;

/** Editor of a request body, as a form or as JSON. */
export function bodyEditor({ schema, example, required }: Body): BodyEditor {
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    fieldFor({
      name,
      schema: property,
      description: property.description ?? '',
      required: schema.required?.includes(name) ?? false,
      example: example[name],
    }),
  );
  const form = element('div', { class: 'fields' }, ...fields.map((field) => field.element));
  if (fields.length === 0) form.append(element('p', { class: 'note' }, 'This request has no fields.'));
  const id = newId();
  const json = element('textarea', { id, rows: '10', spellcheck: 'false', autocomplete: 'off' });
  const note = element('p', { class: 'note', role: 'status' });
  const raw = element('div', { class: 'raw', hidden: true }, element('label', { for: id }, 'Body as JSON'), json, note);
  const formText = () => objectText(fields.flatMap(({ name, control }) => entryOf(name, control.json())));
  const isRaw = () => !raw.hidden;
  const text = () => {
    const written = isRaw() ? json.value : formText();
    return written.trim() === '' || (!required && written === '{}') ? undefined : written;
  };
  const choose = (wanted: 'form' | 'raw') => {
    if (wanted === 'raw' && !isRaw()) json.value = formText();
    if (wanted === 'form' && isRaw() && !show(json.value, fields, note)) return;
    display(wanted);
  };
  const display = (wanted: 'form' | 'raw') => {
    raw.hidden = wanted !== 'raw';
    form.hidden = wanted === 'raw';
    asForm.setAttribute('aria-pressed', String(wanted === 'form'));
    asJson.setAttribute('aria-pressed', String(wanted === 'raw'));
    raw.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const asForm = button('Form', () => choose('form'), { 'aria-pressed': 'true' });
  const asJson = button('JSON', () => choose('raw'), { 'aria-pressed': 'false' });
  const title = element('h3', {}, required ? 'Body' : 'Body (optional)');
  const switches = element('div', { class: 'switch', role: 'group', 'aria-label': 'Edit the body as' }, asForm, asJson);
  return {
    element: element('section', {}, element('div', { class: 'heading' }, title, switches), form, raw),
    text,
    enter: (entered) => {
      json.value = entered;
      display(show(entered, fields, note) ? 'form' : 'raw');
    },
    fill: (values) => {
      for (const { name, control } of fields) {
        const value = values[name];
        if (value !== undefined) control.show(JSON.stringify(value));
      }
    },
    missing: () =>
      isRaw() ? [] : fields.filter((one) => one.required && one.control.json() === undefined).map(({ name }) => name),
  };
}

const entryOf = (name: string, json: string | undefined): [string, string][] =>
  json === undefined ? [] : [[name, json]];

/** Transfers JSON to the form. If the form cannot represent it, shows the reason and returns false. */
function show(text: string, fields: readonly Field[], note: HTMLElement): boolean {
  const members = membersOf(text.trim() === '' ? '{}' : text);
  const unknown = [...(members?.keys() ?? [])].filter((name) => !fields.some((field) => field.name === name));
  const why =
    members === undefined
      ? 'This is not a JSON object.'
      : unknown.length > 0
        ? `The form has no field ${unknown.join(', ')}.`
        : '';
  note.textContent = why;
  if (members === undefined || why !== '') return false;
  for (const { name, control } of fields) control.show(members.get(name));
  return true;
}
