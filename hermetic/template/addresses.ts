import type { Declared, DeclaredFunction } from './declared.ts';

/** Where each API is on this machine, by its name; what is no API, by the address that the templates have for it. */
export type Addresses = Readonly<Record<string, string>>;

/** The same declarations, whose functions find the APIs that they call on this machine. */
export function withAddresses(declared: Declared, addresses: Addresses): Declared {
  const local = declared.apis.flatMap(({ name, address }) => {
    const here = addresses[name];
    return here === undefined ? [] : [[address, here] as const];
  });
  const others = Object.entries(addresses).filter(([name]) => name.includes('://'));
  const moved = (value: string) =>
    [...local, ...others].reduce(
      (text, [address, here]) => (text.startsWith(address) ? here + text.slice(address.length) : text),
      value,
    );
  const functions = [...declared.functions].map(([id, { environment, ...rest }]): [string, DeclaredFunction] => {
    const entries = Object.entries(environment).map(([name, value]) => [name, moved(value)]);
    return [id, { ...rest, environment: Object.fromEntries(entries) }];
  });
  return { ...declared, functions: new Map(functions) };
}
