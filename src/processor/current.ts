import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { mollieOfStage } from './mollie-of-stage.ts';
import { type Intent, type Processor, ProcessorTrouble } from './port.ts';
import { simulatedProcessor } from './simulated.ts';
import { stripeOfStage } from './stripe-of-stage.ts';

/** The processors that a stage can have, by name. A new one is its file and a line here. */
const makers = {
  simulated: simulatedProcessor,
  stripe: stripeOfStage,
  mollie: mollieOfStage,
} as const satisfies Readonly<Record<string, (io: Io) => Processor>>;

type ProcessorName = keyof typeof makers;

/** The processor that opens new intents, and the one that each opened intent is at. */
export type Processors = Readonly<{ current: Processor; of: (intent: Intent) => Processor }>;

/** A stage that has one processor for everything. */
export const onlyProcessor = (processor: Processor): Processors => ({ current: processor, of: () => processor });

/** Never a default: a stage that lost its variable would give everything away. */
const chosen = knownName(requiredEnv('PROCESSOR'));

/** The one place that chooses a stage's processor. The simulated one stays for the payments that it has. */
export function processors(io: Io): Processors {
  const current = makers[chosen](io);
  return {
    current,
    of: ({ processor }) => (processor === current.name ? current : makers[knownName(processor)](io)),
  };
}

function knownName(name: string): ProcessorName {
  const known = (Object.keys(makers) as ProcessorName[]).find((one) => one === name);
  if (known !== undefined) return known;
  throw new ProcessorTrouble('misconfigured', `this release has no processor ${name}`);
}
