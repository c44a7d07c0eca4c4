import type { Io } from './io.ts';

/** Factories of a handler's dependencies, by name. */
export type DependencyFactories = Readonly<Record<string, (io: Io) => unknown>>;

/** A handler's dependencies for one invocation. `io` is always included. */
export type Dependencies<F extends DependencyFactories> = { readonly [Name in keyof F]: ReturnType<F[Name]> } & {
  readonly io: Io;
};

/** Other factories for some of a handler's dependencies, by name. Only tests and the fault simulator pass any. */
export type Overrides = DependencyFactories;

export function createDependencies<F extends DependencyFactories>(
  factories: F,
  io: Io,
  overrides: Overrides = {},
): Dependencies<F> {
  const created = Object.entries(factories).map(([name, create]) => [name, (overrides[name] ?? create)(io)]);
  return { ...Object.fromEntries(created), io };
}
