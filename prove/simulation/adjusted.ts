import type { Processor } from '../../src/processor/port.ts';
import type { Processors } from '../../src/processor/routing.ts';
import type { Mutant } from './mutant.ts';

const eachChanged = (processors: Processors, change: (processor: Processor) => Processor): Processors => ({
  ...processors,
  all: processors.all.map(change),
  candidates: (charge) => processors.candidates(charge).map(change),
  of: (intent) => change(processors.of(intent)),
  named: (name) => {
    const found = processors.named(name);
    return found && change(found);
  },
});

/** The dependencies of an invocation, with the mutant's changes if there is one. */
export function adjusted(
  mutant: Mutant | undefined,
  io: Parameters<NonNullable<Mutant['adjust']>>[0],
  reach: Parameters<NonNullable<Mutant['adjust']>>[1],
) {
  const { adjust, processor } = mutant ?? {};
  const real = io.overrides?.processors?.(io) as Processors | undefined;
  const withProcessor =
    processor && real
      ? { ...io, overrides: { ...io.overrides, processors: () => eachChanged(real, (one) => processor(one, reach)) } }
      : io;
  return adjust ? adjust(withProcessor, reach) : withProcessor;
}
