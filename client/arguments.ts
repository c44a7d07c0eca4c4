export const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * Checks what a program without types may get wrong, before anything is stored or sent: a missing id must never lead to another
 * path, nor a missing name to the key of another purchase.
 */
export function required(value: unknown, name: string): string {
  if (value && isText(value)) return value;
  throw new TypeError(`no ${name}: ${value}`);
}
