const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON with every number as its text: `25.00` becomes `'25.00'`, and no amount or id passes through a float. Not by
 * the source text that JSON.parse gives to a reviver, which Node 20 and older browsers lack. Throws SyntaxError.
 */
export const parseExact = (json: string): unknown =>
  JSON.parse(json.replace(tokens, (token) => (token.startsWith('"') ? token : `"${token}"`)));

/** A type of generated/openapi.ts as `parseExact` returns it. */
export type Exact<Type> = Type extends number
  ? string
  : Type extends readonly (infer Element)[]
    ? readonly Exact<Element>[]
    : Type extends object
      ? { readonly [Name in keyof Type]: Exact<Type[Name]> }
      : Type;
