import type { ResponseBody, Schema } from './api.ts';
import { element, withCode } from './dom.ts';
import { typeName } from './fields.ts';

export type ResolveSchema = (schema: Schema) => Schema;

/** Deeper members are left to the example. */
const deepest = 5;

/** The members of a response's body with their types, and an example of it. */
export function bodyDescription({ type, schema, example }: ResponseBody, resolve: ResolveSchema): HTMLElement[] {
  const members = memberList(schema, resolve, 0);
  const text = typeof example === 'string' ? example : JSON.stringify(example, undefined, 2);
  const code = element('pre', { tabindex: '0', 'aria-label': `Example of ${type}` }, element('code', {}, text));
  return [
    element('p', { class: 'type' }, type),
    ...(members === undefined ? [] : [members]),
    ...(example === undefined ? [] : [element('div', { class: 'code' }, code)]),
  ];
}

/** The members of an object, or of the objects in a list. Undefined for other schemas. */
function memberList(schema: Schema, resolve: ResolveSchema, depth: number): HTMLElement | undefined {
  const { properties, required } = merged(objectIn(schema, resolve), resolve);
  if (depth === deepest || Object.keys(properties).length === 0) return undefined;
  const rows = Object.entries(properties).map(([name, member]) => {
    const resolved = resolve(member);
    const about = element('p', {}, element('span', { class: 'name' }, name), ' ');
    const optional = required.has(name) ? '' : ', may be absent';
    about.append(element('span', { class: 'type' }, `${typeOf(resolved, resolve)}${optional}`));
    const row = element('li', {}, about);
    if (resolved.description) row.append(element('p', { class: 'note' }, ...withCode(resolved.description)));
    const nested = memberList(resolved, resolve, depth + 1);
    if (nested) row.append(nested);
    return row;
  });
  return element('ul', { class: 'members' }, ...rows);
}

function objectIn(schema: Schema, resolve: ResolveSchema): Schema {
  const { items, ...own } = resolve(schema);
  return items === undefined ? own : objectIn(items, resolve);
}

/** All members of a schema that is made of parts. */
function merged(schema: Schema, resolve: ResolveSchema) {
  const properties: Record<string, Schema> = { ...schema.properties };
  const required = new Set(schema.required);
  for (const part of [schema.allOf, schema.oneOf, schema.anyOf].flatMap((parts = []) => parts)) {
    const inner = merged(resolve(part), resolve);
    for (const [name, member] of Object.entries(inner.properties)) {
      // A later part narrows the member, and keeps its description.
      properties[name] = { ...properties[name], ...member };
    }
    for (const name of inner.required) required.add(name);
  }
  return { properties, required };
}

const mostWords = 12;

function typeOf(schema: Schema, resolve: ResolveSchema): string {
  const words = schema.enum ?? [];
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (words.length > 0 && words.length <= mostWords) return words.join(' or ');
  if (schema.items) return `list of ${typeOf(resolve(schema.items), resolve)}`;
  return Array.isArray(schema.type) ? schema.type.join(' or ') : typeName(schema);
}
