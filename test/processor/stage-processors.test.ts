import { describe, expect, it } from 'vitest';
import { makers as ofRelease } from '../../src/processor/current.ts';
import { type ProcessorMakers, stageProcessors } from '../../src/processor/stage-processors.ts';
import { ScriptedProcessor } from '../support/scripted-processor.ts';
import { World } from '../support/world.ts';
import { chargeOf } from './contract.ts';

const makers: ProcessorMakers = {
  ...ofRelease,
  simulated: () => new ScriptedProcessor({}, {}, 'simulated'),
  stripe: () => ScriptedProcessor.remote({}, 'stripe'),
  mollie: () => ScriptedProcessor.remote({}, 'mollie'),
};
const at = (processor: string) => ({ processor, account: '', id: 'pi_1' });

describe('a stage that charges by Mollie, and charged by Stripe before', () => {
  const stage = stageProcessors(
    makers,
    { chosen: ['mollie'], earlier: ['stripe'], routes: [], keySpace: '' },
    new World().io(),
  );

  it('opens new payments at Mollie alone', () => {
    expect(stage.candidates(chargeOf()).map(({ name }) => name)).toEqual(['mollie']);
  });

  it('hears the events of both: a dispute may come months after the payment', () => {
    expect(stage.all.map(({ name }) => name)).toEqual(['mollie', 'stripe']);
    expect(stage.named('stripe')?.name).toBe('stripe');
  });

  it('finishes each payment where it was begun, also at the simulated processor, whose events it does not take', () => {
    for (const name of ['mollie', 'stripe', 'simulated']) expect(stage.of(at(name)).name).toBe(name);
    expect(stage.named('simulated')).toBeUndefined();
  });

  it('finishes none of a processor that this release does not know', () => {
    expect(() => stage.of(at('paypal'))).toThrow('this release has no processor paypal');
  });
});
