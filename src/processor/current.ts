import { chosenFrom } from './chosen-processors.ts';
import { mollieOfStage } from './mollie-of-stage.ts';
import { simulatedOfStage } from './simulated-of-stage.ts';
import { stripeOfStage } from './stripe-of-stage.ts';

/** The processors of a stage, for functions that read none of their events. A new one is its file, its name and a line here. */
export const processors = chosenFrom({
  simulated: simulatedOfStage,
  stripe: stripeOfStage,
  mollie: mollieOfStage,
});
