import type { AppDefinition, FunctionDefinition } from './app-definition.ts';

/** Local addresses: of each API by its name, of anything else by the URL that the templates have for it. */
export type Addresses = Readonly<Record<string, string>>;

/** Rewrites the URLs in the functions' environments, so that functions reach other APIs on this machine. */
export function withAddresses(app: AppDefinition, addresses: Addresses): AppDefinition {
  const apis = app.apis.flatMap(({ name, address }) => {
    const local = addresses[name];
    return local === undefined ? [] : [[address, local] as const];
  });
  const others = Object.entries(addresses).filter(([name]) => name.includes('://'));
  const rewritten = (value: string) =>
    [...apis, ...others].reduce(
      (text, [address, local]) => (text.startsWith(address) ? local + text.slice(address.length) : text),
      value,
    );
  const functions = [...app.functions].map(([id, { environment, ...rest }]): [string, FunctionDefinition] => {
    const entries = Object.entries(environment).map(([name, value]) => [name, rewritten(value)]);
    return [id, { ...rest, environment: Object.fromEntries(entries) }];
  });
  return { ...app, functions: new Map(functions) };
}
