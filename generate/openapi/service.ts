import { examples } from './examples.ts';
import { described, type JsonSchema, listOf, objectOf, oneOf, ref } from './json-schema.ts';
import { type Contract, jsonOf } from './operation.ts';
import { storeRefusals } from './refusals.ts';

const tag = 'Service';
const text: JsonSchema = { type: 'string' };
const count: JsonSchema = { type: 'integer' };

const samples = (description: string, labels: Readonly<Record<string, JsonSchema>>, value: JsonSchema): JsonSchema =>
  described(
    listOf(objectOf('One sample.', { ...labels, value: described(value, 'Value of the sample.') })),
    description,
  );

const label = (description: string): JsonSchema => described(text, description);

const health = (up: boolean) => ({
  status: up ? 'healthy' : 'unhealthy',
  service: 'payment-service',
  version: '0.1.0',
  database_status: up ? 'UP' : 'DOWN',
  timestamp: '2026-11-28T10:00:00.000Z',
});

/** Health, metrics, and the document itself. */
export const service: Contract = {
  operations: {
    'get-health': {
      tag,
      summary: 'Check the health of the service',
      description: 'Reads one item of the store. It does not ask the processor.',
      answers: {
        200: { description: 'The store answers.', content: jsonOf('Health', health(true)) },
        503: { description: 'The store does not answer.', content: jsonOf('Health', health(false)) },
      },
      refusals: [],
    },
    'get-metrics': {
      tag,
      summary: 'Get the counters',
      description:
        'Prometheus text exposition format 0.0.4, or JSON by `Accept`. Counters follow the payments within seconds.',
      answers: {
        200: {
          description: 'All counters of the stage.',
          content: {
            'text/plain; version=0.0.4; charset=utf-8': { schema: text, example: examples.metricsText },
            ...jsonOf('Metrics', examples.metrics),
          },
        },
      },
      refusals: storeRefusals,
    },
    'get-openapi': {
      tag,
      summary: 'Get this document',
      answers: {
        200: {
          description: 'OpenAPI 3.1.',
          content: jsonOf('OpenApi', { openapi: '3.1.0', info: { title: 'Payment service' }, paths: {} }),
        },
      },
      refusals: [],
    },
    'get-explorer': {
      tag,
      summary: 'Open the explorer',
      description: 'A page to try the API. Stages that keep their data do not serve it.',
      answers: {
        200: {
          description: 'The page.',
          content: { 'text/html; charset=utf-8': { schema: text, example: '<!doctype html><html lang="en">…</html>' } },
        },
      },
      refusals: [],
    },
  },
  schemas: {
    Health: objectOf('Health of the service.', {
      status: { ...oneOf('healthy', 'unhealthy'), description: 'Whether the store answers.' },
      service: { const: 'payment-service', description: 'Name of the service.' },
      version: described(text, 'Version that is deployed.'),
      database_status: { ...oneOf('UP', 'DOWN'), description: 'Whether the store answers.' },
      timestamp: described(ref('Moment'), 'Time of the check.'),
    }),
    Metrics: objectOf('Samples of each metric, with their labels.', {
      payments_total: samples(
        'Payments by status and method. A refunded payment counts under both of its statuses.',
        { status: label('Status of the payment.'), method: label('Payment method.') },
        count,
      ),
      payments_amount_total: samples(
        'Money charged, by currency.',
        { currency: described(ref('Currency'), 'Currency of the amount.') },
        { type: 'number' },
      ),
      payments_declined_total: samples(
        'Failed payments, by reason.',
        { failure_code: label('Reason of the failure.') },
        count,
      ),
      refunds_total: samples('Refunds by status.', { status: label('Status of the refund.') }, count),
      refunds_amount_total: samples(
        'Money refunded, by currency.',
        { currency: described(ref('Currency'), 'Currency of the amount.') },
        { type: 'number' },
      ),
      payments_open: samples('Payments that are being worked on or authorized.', {}, count),
      notifications_dead_letters: samples('Notifications that could not be delivered.', {}, count),
    }),
    OpenApi: {
      ...objectOf('This document.', {
        openapi: { const: '3.1.0', description: 'Version of OpenAPI.' },
        info: { type: 'object', description: 'Title, version and licence.' },
        paths: { type: 'object', description: 'Operations by path and method.' },
      }),
      additionalProperties: true,
    },
  },
};
