import { chosenFrom } from './chosen-processors.ts';
import { mollieOfStage } from './mollie-of-stage.ts';
import { simulatedOfStage } from './simulated-of-stage.ts';
import type { ProcessorMakers } from './stage-processors.ts';
import { stripeOfStage } from './stripe-of-stage.ts';

/** Every processor of this release, without its events. A new one is its file, its name and a line here. */
export const makers: ProcessorMakers = {
  simulated: simulatedOfStage,
  stripe: stripeOfStage,
  mollie: mollieOfStage,
};

/** The processors of a stage, for functions that read none of their events. */
export const processors = chosenFrom(makers);
