import type { Io } from './io.ts';

/** How to make what a handler needs. */
export type Needs = Readonly<Record<string, (io: Io) => unknown>>;

/** What a handler needs, made for one invocation; `io` is always there. */
export type Services<N extends Needs> = { readonly [Name in keyof N]: ReturnType<N[Name]> } & {
  readonly io: Io;
};

export function servicesFor<N extends Needs>(needs: N, io: Io): Services<N> {
  const made = Object.entries(needs).map(([name, make]) => [name, (io.instead?.[name] ?? make)(io)]);
  return { ...Object.fromEntries(made), io };
}
