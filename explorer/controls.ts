import type { Schema } from './api.ts';
import { button, element } from './dom.ts';
import { membersOf, objectText } from './json-text.ts';

/** An input control for one value. */
export type Control = Readonly<{
  element: HTMLElement;
  /** The value as JSON text. Undefined if the control is empty. */
  json: () => string | undefined;
  /** The value as plain text, for a header, a path or a query. */
  text: () => string;
  /** Sets the value from JSON text; undefined clears the control. */
  show: (json: string | undefined) => void;
}>;

/** Creates a control for a schema. `describedBy` has the ids of its descriptions. */
export function controlFor(schema: Schema, id: string, describedBy: string, example: unknown): Control {
  const attributes = { id, 'aria-describedby': describedBy };
  if (schema.type === 'object') return stringsControl(id, describedBy);
  if (schema.type === 'boolean') return choiceControl(['true', 'false'], attributes, (text) => text);
  const options = schema.enum ?? [];
  if (options.length > 0 && options.length <= 12) return choiceControl(options, attributes, JSON.stringify);
  return textControl(schema, attributes, typeof example === 'number' || schema.type === 'integer');
}

type Attributes = Readonly<Record<string, string>>;

function textControl(schema: Schema, attributes: Attributes, isNumber: boolean): Control {
  const input = element('input', { ...attributes, type: 'text', autocomplete: 'off', spellcheck: 'false' });
  const [sample = schema.default] = schema.examples ?? [];
  if (sample !== undefined) input.placeholder = `${sample}`;
  const list = schema.enum && element('datalist', { id: `${attributes.id}-list` });
  list?.append(...(schema.enum ?? []).map((value) => element('option', { value })));
  if (list) input.setAttribute('list', list.id);
  // A number is sent with exactly the digits that were entered: 25.00 stays 25.00.
  const asNumber = () => isNumber && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(input.value);
  return {
    element: list ? element('span', { class: 'with-list' }, input, list) : input,
    json: () => (input.value === '' ? undefined : asNumber() ? input.value : JSON.stringify(input.value)),
    text: () => input.value,
    show: (json) => {
      input.value = json === undefined ? '' : plainText(json);
    },
  };
}

const plainText = (json: string): string => (json.startsWith('"') ? JSON.parse(json) : json);

function choiceControl(options: readonly string[], attributes: Attributes, jsonOf: (text: string) => string): Control {
  const select = element('select', attributes, element('option', { value: '' }, '–'));
  select.append(...options.map((option) => element('option', { value: option }, option)));
  return {
    element: select,
    json: () => (select.value === '' ? undefined : jsonOf(select.value)),
    text: () => select.value,
    show: (json) => {
      select.value = json === undefined ? '' : plainText(json);
    },
  };
}

/** Control for any number of key-value pairs. */
function stringsControl(id: string, describedBy: string): Control {
  const rows = element('div', { class: 'rows' });
  const group = element('div', { id, role: 'group', 'aria-describedby': describedBy, class: 'strings' }, rows);
  const entered = () => [...rows.children].map((row) => [...row.querySelectorAll('input')].map(({ value }) => value));
  const changed = () => group.dispatchEvent(new Event('input', { bubbles: true }));
  const add = (name: string, value: string) => {
    const number = rows.children.length + 1;
    const input = (label: string, text: string) => {
      const made = element('input', {
        type: 'text',
        'aria-label': `${label} ${number}`,
        placeholder: label,
        autocomplete: 'off',
      });
      made.value = text;
      return made;
    };
    const remove = () => {
      row.remove();
      changed();
      more.focus();
    };
    const row = element('div', { class: 'row' }, input('name', name), input('value', value));
    row.append(button('Remove', remove, { 'aria-label': `Remove entry ${number}`, class: 'quiet' }));
    rows.append(row);
    return row;
  };
  const more = button('Add entry', () => add('', '').querySelector('input')?.focus(), { class: 'quiet' });
  group.append(more);
  return {
    element: group,
    json: () => {
      const members = entered().filter(([name]) => name !== '');
      if (members.length === 0) return undefined;
      const text = objectText(members.map(([name = '', value = '']) => [name, JSON.stringify(value)]));
      return text.replaceAll('\n', '\n  ');
    },
    text: () => '',
    show: (json) => {
      rows.replaceChildren();
      for (const [name, value] of membersOf(json ?? '{}') ?? []) add(name, plainText(value));
    },
  };
}
