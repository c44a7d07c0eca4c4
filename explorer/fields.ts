import type { Schema } from './api.ts';
import { type Control, controlFor } from './controls.ts';
import { button, element, newId, withCode } from './dom.ts';

export type Field = Readonly<{ name: string; required: boolean; element: HTMLElement; control: Control }>;

export type FieldDefinition = Readonly<{
  name: string;
  schema: Schema;
  description: string;
  required: boolean;
  example?: unknown;
}>;

/** Whether a field has an idempotency key. */
export const isKey = (name: string): boolean => /^idempotency.key$/i.test(name);

/** A labelled control with its description. Idempotency keys also get a button for a new key. */
export function fieldFor({ name, schema, description, required, example }: FieldDefinition): Field {
  const id = newId();
  const describedBy = `${id}-about`;
  const control = controlFor(schema, id, describedBy, example);
  control.show(example === undefined ? undefined : JSON.stringify(example));
  const isGroup = control.element.getAttribute('role') === 'group';
  const label = element(isGroup ? 'span' : 'label', { class: 'name', id: `${id}-name` }, name);
  if (isGroup) control.element.setAttribute('aria-labelledby', label.id);
  else label.setAttribute('for', id);
  const input = control.element.querySelector('input') ?? control.element;
  if (required && !isGroup) input.setAttribute('aria-required', 'true');
  const made = element('div', { class: 'field' });
  made.append(
    element(
      'div',
      { class: 'about' },
      element('div', {}, label, required ? element('span', { class: 'required' }, 'required') : undefined),
      element('span', { class: 'type' }, typeName(schema)),
    ),
    element(
      'div',
      { class: 'enter' },
      ...controlAndKey(name, control),
      element('p', { id: describedBy }, ...withCode(description)),
    ),
  );
  return { name, required, element: made, control };
}

function controlAndKey(name: string, control: Control): HTMLElement[] {
  if (!isKey(name)) return [control.element];
  const renew = button('New key', () => {
    control.show(JSON.stringify(newKey()));
    control.element.dispatchEvent(new Event('input', { bubbles: true }));
  });
  return [element('div', { class: 'with-button' }, control.element, renew)];
}

/** A new idempotency key with 64 random bits. */
export const newKey = (): string =>
  `try-${[...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;

/** The type of a value, for display. */
export function typeName(schema: Schema): string {
  const { type, enum: words, anyOf, additionalProperties } = schema;
  if (words) return words.length > 12 ? 'code' : 'one of a list';
  if (anyOf) return [...new Set(anyOf.map(typeName))].join(' or ');
  if (type === 'object' && additionalProperties) return 'key-value pairs';
  if (type === 'boolean') return 'true or false';
  if (type === 'integer') return 'whole number';
  return typeof type === 'string' ? type : 'string';
}
