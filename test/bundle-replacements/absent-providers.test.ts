import { describe, expect, it } from 'vitest';
import {
  eventBusOfStage,
  mollieOfStage,
  simulatedOfStage,
  stripeOfStage,
  xrayOfStage,
} from '../../src/bundle-replacements/absent-providers.ts';

describe('what stands in for a module that a stage does not use', () => {
  it.each([
    [
      'the simulation',
      simulatedOfStage,
      'this stage has no simulated processor: deploy it with -c allowSimulatedProcessor=true',
    ],
    ['Stripe', stripeOfStage, 'this stage has no Stripe: deploy it with -c stripeSecretName=…'],
    ['Mollie', mollieOfStage, 'this stage has no Mollie: deploy it with -c mollieSecretName=…'],
  ])('an adapter of %s says how the stage gets it', (_provider, adapter, message) => {
    expect(adapter).toThrow(expect.objectContaining({ trouble: 'misconfigured', message }));
  });

  it.each([
    ['an event bus', eventBusOfStage],
    ['traces', xrayOfStage],
  ])('there is no %s', (_what, ofStage) => {
    expect(ofStage()).toBeUndefined();
  });
});
