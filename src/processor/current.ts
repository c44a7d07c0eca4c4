import { optionalEnv, requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { mollieOfStage } from './mollie-of-stage.ts';
import { type Processor, ProcessorTrouble } from './port.ts';
import { readRoutes } from './routes.ts';
import { type Processors, routedProcessors } from './routing.ts';
import { simulatedProcessor } from './simulated.ts';
import { stripeOfStage } from './stripe-of-stage.ts';

/** The processors that a stage can have, by name. A new one is its file and a line here. */
const makers = {
  simulated: simulatedProcessor,
  stripe: stripeOfStage,
  mollie: mollieOfStage,
} as const satisfies Readonly<Record<string, (io: Io) => Processor>>;

type ProcessorName = keyof typeof makers;

/** In the order of preference. Never a default: a stage that lost its variable would give everything away. */
const chosen = requiredEnv('PROCESSOR').split(',').map(knownName);
const routesText = optionalEnv('PROCESSOR_ROUTES');
const routes = routesText === undefined ? [] : readRoutes(routesText, chosen);

/** The one place that chooses a stage's processors. The others stay for the payments that they have. */
export function processors(io: Io): Processors {
  const current = routedProcessors(
    chosen.map((name) => makers[name](io)),
    routes,
    io,
  );
  return {
    ...current,
    of: (intent) => (isChosen(intent.processor) ? current.of(intent) : makers[knownName(intent.processor)](io)),
  };
}

const isChosen = (name: string): boolean => chosen.some((one) => one === name);

function knownName(name: string): ProcessorName {
  const known = (Object.keys(makers) as ProcessorName[]).find((one) => one === name);
  if (known !== undefined) return known;
  throw new ProcessorTrouble('misconfigured', `this release has no processor ${name}`);
}
