import type { Io } from '../runtime/io.ts';
import type { Intent, Processor } from './port.ts';
import { simulatedProcessor } from './simulated.ts';

/** The processors that a stage can have, by name. A new one is its file and a line here. */
const makers = {
  simulated: simulatedProcessor,
} as const satisfies Readonly<Record<string, (io: Io) => Processor>>;

export type ProcessorName = keyof typeof makers;

/** The processor that opens new intents, and the one that each opened intent is at. */
export type Processors = Readonly<{ current: Processor; of: (intent: Intent) => Processor }>;

/** A stage that has one processor for everything. */
export const onlyProcessor = (processor: Processor): Processors => ({ current: processor, of: () => processor });

/** The one place that chooses a stage's processor. */
export function processors(io: Io): Processors {
  const current = makers.simulated(io);
  return {
    current,
    of({ processor }) {
      if (processor === current.name) return current;
      const make = Object.entries(makers).find(([name]) => name === processor)?.[1];
      if (make === undefined) throw new Error(`this release has no processor ${processor}`);
      return make(io);
    },
  };
}
