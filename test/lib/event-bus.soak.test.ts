import { describe, expect, it } from 'vitest';
import { routes } from '../../lib/routes.ts';
import { workers } from '../../lib/workers.ts';
import { resolvedOf } from '../support/resolved.ts';
import { templatesFor } from '../support/synth.ts';

const putting = workers.filter(({ putsEvents }) => putsEvents).map(({ name }) => name);

/** Functions that know a bus. */
async function withBus(context: Readonly<Record<string, string>>) {
  const functions = resolvedOf(await templatesFor({ stage: 'sandbox', ...context }), 'AWS::Lambda::Function');
  return functions.flatMap(({ properties }) => {
    const name: unknown = properties.Environment.Variables.EVENT_BUS;
    return name === undefined ? [] : [[properties.FunctionName.replace('payment-service-sandbox-', ''), name]];
  });
}

describe('the option eventBus', () => {
  it.each([{}, { eventBus: 'off' }])('by %j, nothing in a template knows of EventBridge buses', async (context) => {
    expect(await withBus(context)).toEqual([]);
    const { workers: template } = await templatesFor({ stage: 'sandbox', ...context });
    expect(JSON.stringify(template.toJSON())).not.toMatch(/EVENT_BUS|PutEvents|event-bus/);
  });

  it('the name of a bus reaches the workers that deliver and the endpoints that schedule deliveries, and no other function', async () => {
    expect(putting).toEqual(['deliver', 'redeliver']);
    const scheduling = routes.filter(({ schedulesDeliveries }) => schedulesDeliveries).map(({ name }) => name);
    expect(scheduling).toEqual(['replay-webhook-endpoint', 'redeliver-event']);
    const knowing = (await withBus({ eventBus: 'payments' })).map(([name]) => name);
    expect(knowing.toSorted()).toEqual([...putting, ...scheduling].toSorted());
  });

  it.each(['on', 'two words', 'arn:aws:events:eu-west-1:000000000000:event-bus/payments', ''])(
    'eventBus=%j is refused',
    async (eventBus) => {
      await expect(templatesFor({ stage: 'sandbox', eventBus })).rejects.toThrow(
        /must be the name of an EventBridge bus/,
      );
    },
  );

  it('a local environment has no bus', async () => {
    await expect(templatesFor({ stage: 'local', eventBus: 'payments' })).rejects.toThrow(/only for deployed stages/);
  });
});
