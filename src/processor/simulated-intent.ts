import type { Charge, Intent } from './port.ts';

/** The intent of a charge: a pure function, so that nothing has to be asked, and payments of before intents were stored have one, too. */
export const simulatedIntent = ({ paymentId, generation }: Pick<Charge, 'paymentId' | 'generation'>): Intent => ({
  processor: 'simulated',
  account: '',
  id: `pay:${paymentId}:${generation}`,
});
