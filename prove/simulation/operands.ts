import type { Tokens } from './tokens.ts';

export type SimulatedItem = Readonly<Record<string, unknown>>;
/** Values of `#names` and `:values`. */
export type Given = Readonly<{ names: Readonly<Record<string, string>>; values: SimulatedItem }>;
export type Operand = (item: SimulatedItem, given: Given) => unknown;

/** A value, a path, or the size of what is there. */
export function parsedOperand(tokens: Tokens): Operand {
  const token = tokens.take();
  if (token.startsWith(':')) return value(token);
  if (token !== 'size') return path(token);
  tokens.want('(');
  const sized = path(tokens.take());
  tokens.want(')');
  return (item, given) => {
    const found = sized(item, given);
    return typeof found === 'object' && found !== null ? Object.keys(found).length : undefined;
  };
}

function value(name: string): Operand {
  return (_item, { values }) => {
    const found = values[name];
    if (found === undefined) throw new TypeError(`${name} is not in ExpressionAttributeValues`);
    return found;
  };
}

/** The value at a path of an item, if any. */
export function path(text: string): Operand {
  const parts = text.split('.');
  return (item, given) => {
    let at: unknown = item;
    for (const part of parts) {
      if (typeof at !== 'object' || at === null) return undefined;
      at = (at as SimulatedItem)[nameOf(part, given)];
    }
    return at;
  };
}

/** The name of a part of a path. */
export function nameOf(part: string, { names }: Given): string {
  if (!part.startsWith('#')) return part;
  const name = names[part];
  if (name === undefined) throw new TypeError(`${part} is not in ExpressionAttributeNames`);
  return name;
}
