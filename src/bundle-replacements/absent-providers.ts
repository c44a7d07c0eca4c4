import { type Processor, ProcessorTrouble } from '../processor/port.ts';

/** In place of the adapter of a provider that the stage has no key for (lib/provider-modules.ts). */
const absent = (provider: string) => (): Processor => {
  const reason = `this stage has no ${provider}: deploy it with -c ${provider.toLowerCase()}SecretName=…`;
  throw new ProcessorTrouble('misconfigured', reason);
};

export const stripeOfStage = absent('Stripe');
export const stripeEventsOfStage = absent('Stripe');
export const mollieOfStage = absent('Mollie');
export const mollieEventsOfStage = absent('Mollie');
export const eventBusOfStage = (): undefined => undefined;
export const xrayOfStage = (): undefined => undefined;
