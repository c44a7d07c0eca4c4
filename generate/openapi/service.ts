import { examples } from './examples.ts';
import { described, type JsonSchema, listOf, objectOf, oneOf, ref } from './json-schema.ts';
import { type Contract, jsonOf } from './operation.ts';
import { storeRefusals } from './refusals.ts';

const tag = 'Service';
const text: JsonSchema = { type: 'string' };
const count: JsonSchema = { type: 'integer' };

const samples = (description: string, labels: Readonly<Record<string, JsonSchema>>, value: JsonSchema): JsonSchema =>
  described(
    listOf(objectOf('One value of the metric.', { ...labels, value: described(value, 'The value.') })),
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

/** Health, metrics and documentation. */
export const service: Contract = {
  operations: {
    'get-health': {
      tag,
      summary: 'Check the health of the service',
      description: 'Checks that the database responds. Does not check the payment processor.',
      responses: {
        200: { description: 'The database responds.', content: jsonOf('Health', health(true)) },
        503: { description: 'The database does not respond.', content: jsonOf('Health', health(false)) },
      },
      refusals: [],
    },
    'get-metrics': {
      tag,
      summary: 'Get metrics',
      description:
        'Gets the counters in the Prometheus text exposition format 0.0.4, or as JSON with `Accept: application/json`. They lag behind the payments by a few seconds.',
      responses: {
        200: {
          description: 'All counters of this stage.',
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
      responses: {
        200: {
          description: 'The OpenAPI 3.1 document.',
          content: jsonOf('OpenApi', { openapi: '3.1.0', info: { title: 'Payment service' }, paths: {} }),
        },
      },
      refusals: [],
    },
    'get-explorer': {
      tag,
      summary: 'Open the explorer',
      description:
        'A web page to try out the API; `/console` is one for operators. Only local and sandbox stages serve them.',
      responses: {
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
      status: { ...oneOf('healthy', 'unhealthy'), description: 'Whether the service is healthy.' },
      service: { const: 'payment-service', description: 'Name of the service.' },
      version: described(text, 'Deployed version.'),
      database_status: { ...oneOf('UP', 'DOWN'), description: 'Whether the database responds.' },
      timestamp: described(ref('Timestamp'), 'Time of the check.'),
    }),
    Metrics: objectOf('All metrics, each with its values by label.', {
      payments_total: samples(
        'Number of payments by status and method. A fully refunded payment counts under both of its statuses.',
        { status: label('Status of the payment.'), method: label('Payment method.') },
        count,
      ),
      payments_amount_total: samples(
        'Total amount charged, by currency.',
        { currency: described(ref('Currency'), 'Currency of the amount.') },
        { type: 'number' },
      ),
      payments_declined_total: samples(
        'Number of failed payments, by reason.',
        { failure_code: label('Why the payments failed.') },
        count,
      ),
      refunds_total: samples('Number of refunds by status.', { status: label('Status of the refund.') }, count),
      refunds_amount_total: samples(
        'Total amount refunded, by currency.',
        { currency: described(ref('Currency'), 'Currency of the amount.') },
        { type: 'number' },
      ),
      disputes_total: samples(
        'Number of disputes by status. A closed dispute counts under both of its statuses.',
        { status: label('Status of the dispute.') },
        count,
      ),
      payments_open: samples('Number of payments in progress or authorized.', {}, count),
      notifications_dead_letters: samples('Number of notifications that could not be delivered.', {}, count),
    }),
    OpenApi: {
      ...objectOf('This document.', {
        openapi: { const: '3.1.0', description: 'OpenAPI version.' },
        info: { type: 'object', description: 'Title, version and licence.' },
        paths: { type: 'object', description: 'All operations, by path and method.' },
      }),
      additionalProperties: true,
    },
  },
};
