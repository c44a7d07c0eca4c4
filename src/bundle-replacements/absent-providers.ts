import { type Processor, ProcessorTrouble } from '../processor/port.ts';

/** In place of the adapter of a processor that the stage has no key for, or that it does not allow (lib/provider-modules.ts). */
const absent = (processor: string, option: string) => (): Processor => {
  throw new ProcessorTrouble('misconfigured', `this stage has no ${processor}: deploy it with -c ${option}`);
};

export const simulatedOfStage = absent('simulated processor', 'allowSimulatedProcessor=true');
export const stripeOfStage = absent('Stripe', 'stripeSecretName=…');
export const stripeEventsOfStage = absent('Stripe', 'stripeSecretName=…');
export const mollieOfStage = absent('Mollie', 'mollieSecretName=…');
export const mollieEventsOfStage = absent('Mollie', 'mollieSecretName=…');
export const eventBusOfStage = (): undefined => undefined;
export const xrayOfStage = (): undefined => undefined;
