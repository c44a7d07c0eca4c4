import { chosenFrom } from './chosen-processors.ts';
import { mollieEventsOfStage } from './mollie-events-of-stage.ts';
import { simulatedOfStage } from './simulated-of-stage.ts';
import { stripeEventsOfStage } from './stripe-events-of-stage.ts';

/** The processors of a stage with their events, for the functions that take them or read their lists. */
export const processors = chosenFrom({
  simulated: simulatedOfStage,
  stripe: stripeEventsOfStage,
  mollie: mollieEventsOfStage,
});
