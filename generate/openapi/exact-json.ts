/** Parses JSON so that numbers keep their digits when they are written again: `25.00`. */
export function exactJson(text: string): unknown {
  const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
  const parse = JSON.parse as (
    text: string,
    reviver: (name: string, value: unknown, at: { source: string }) => unknown,
  ) => unknown;
  return parse(text, (_name, value, { source }) => (typeof value === 'number' ? rawJSON(source) : value));
}
