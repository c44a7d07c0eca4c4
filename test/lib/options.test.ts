import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { ContextError } from '../../lib/context-error.ts';
import { optionNames, refuseMisspelledOptions } from '../../lib/option-names.ts';
import { processorFrom } from '../../lib/processor-options.ts';
import { stageFrom } from '../../lib/stage.ts';
import { newOutdir } from '../support/shared-templates.ts';

const nodeWith = (context: Readonly<Record<string, unknown>>) => new App({ context, outdir: newOutdir() }).node;

describe('a switch', () => {
  const strict = (strictOrders: unknown) => stageFrom(nodeWith({ strictOrders })).strictOrders;
  const limited = (rateLimitEnabled: unknown) => stageFrom(nodeWith({ rateLimitEnabled })).rateLimit !== undefined;

  it.each(['on', 'true', 'True', true])('is on by %j', (value) => {
    expect([strict(value), limited(value)]).toEqual([true, true]);
  });

  it.each(['off', 'false', 'FALSE', false])('is off by %j', (value) => {
    expect([strict(value), limited(value)]).toEqual([false, false]);
  });

  it('has its default if it is left out', () => {
    expect([strict(undefined), limited(undefined)]).toEqual([false, true]);
  });

  it.each(['maybe', 'no', 'yes', '1', '', 1])('is refused with %j', (value) => {
    const message = `"${value}" must be on or off: cdk deploy -c `;
    expect(() => strict(value)).toThrow(new ContextError(`strictOrders ${message}strictOrders=on`));
    expect(() => limited(value)).toThrow(new ContextError(`rateLimitEnabled ${message}rateLimitEnabled=on`));
    expect(() => processorFrom(nodeWith({ allowSimulatedProcessor: value }), 'sandbox')).toThrow(
      new ContextError(`allowSimulatedProcessor ${message}allowSimulatedProcessor=on`),
    );
  });

  it.each(['on', true, 'true'])('lets a kept stage take no money by %j', (allowSimulatedProcessor) => {
    expect(processorFrom(nodeWith({ allowSimulatedProcessor }), 'kept').names).toEqual(['simulated']);
  });
});

describe('the processors of a stage', () => {
  const providers = { stripeSecretName: 'payments/stripe', mollieSecretName: 'payments/mollie' };
  const chosen = (processor: string, kind: 'kept' | 'sandbox') =>
    processorFrom(nodeWith({ ...providers, processor, allowSimulatedProcessor: 'on' }), kind).names;

  it('are taken in the order of preference', () => {
    expect(chosen('mollie,stripe', 'kept')).toEqual(['mollie', 'stripe']);
    expect(chosen('stripe,simulated', 'sandbox')).toEqual(['stripe', 'simulated']);
  });

  it.each([
    ['kept', 'off', ['stripe', 'mollie']],
    ['kept', 'on', ['simulated', 'stripe', 'mollie']],
    ['sandbox', 'off', ['simulated', 'stripe', 'mollie']],
  ] as const)(
    'have their adapters in the functions of a %s stage that allows the simulated one: %s',
    (kind, allowSimulatedProcessor, adapters) => {
      const node = nodeWith({ ...providers, processor: 'stripe', allowSimulatedProcessor });
      expect(processorFrom(node, kind).adapters).toEqual(adapters);
    },
  );

  it.each(['stripe,simulated', 'simulated,mollie'])('%s are refused in a kept stage, allowed or not', (processor) => {
    expect(() => chosen(processor, 'kept')).toThrow('take no money whenever the other one is down');
  });

  it('are refused if one is named twice', () => {
    expect(() => chosen('stripe,mollie,stripe', 'kept')).toThrow(
      new ContextError('processor "stripe,mollie,stripe" names stripe twice: cdk deploy -c processor=stripe,mollie'),
    );
  });
});

describe('the name of an option', () => {
  const check = (...names: readonly string[]) =>
    refuseMisspelledOptions(nodeWith(Object.fromEntries(names.map((name) => [name, 'x']))));

  it.each([
    ['strictOrder', 'strictOrders'],
    ['strict-orders', 'strictOrders'],
    ['Stage', 'stage'],
    ['stag', 'stage'],
    ['WAF', 'waf'],
    ['processors', 'processor'],
    ['certificate', 'certificateArn'],
    ['onePaymentPerOder', 'onePaymentPerOrder'],
  ])('%s is refused, and %s suggested', (name, meant) => {
    expect(() => check(name)).toThrow(new ContextError(`there is no option ${name}; did you mean ${meant}?`));
  });

  it.each(['path', 'tag', 'image', 'env', 'region', 'bucketName', '@aws-cdk/core:stage', 'aws:cdk:stage', 'stage:x'])(
    '%s is not ours, and passes',
    (name) => expect(() => check(name)).not.toThrow(),
  );

  it('passes if it is one of ours', () => {
    expect(() => check(...optionNames)).not.toThrow();
  });
});
