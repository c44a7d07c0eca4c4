import type { AppDefinition, FunctionDefinition } from './app-definition.ts';

/** Where each API is on this machine, by its name; what is no API, by the address that the templates have for it. */
export type Addresses = Readonly<Record<string, string>>;

/** The same declarations, whose functions find the APIs that they call on this machine. */
export function withAddresses(app: AppDefinition, addresses: Addresses): AppDefinition {
  const local = app.apis.flatMap(({ name, address }) => {
    const here = addresses[name];
    return here === undefined ? [] : [[address, here] as const];
  });
  const others = Object.entries(addresses).filter(([name]) => name.includes('://'));
  const moved = (value: string) =>
    [...local, ...others].reduce(
      (text, [address, here]) => (text.startsWith(address) ? here + text.slice(address.length) : text),
      value,
    );
  const functions = [...app.functions].map(([id, { environment, ...rest }]): [string, FunctionDefinition] => {
    const entries = Object.entries(environment).map(([name, value]) => [name, moved(value)]);
    return [id, { ...rest, environment: Object.fromEntries(entries) }];
  });
  return { ...app, functions: new Map(functions) };
}
