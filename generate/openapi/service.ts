import { type JsonSchema, listOf, objectOf, oneOf, ref } from './json-schema.ts';
import type { Contract } from './operation.ts';

const tag = 'Service';
const text: JsonSchema = { type: 'string' };
const count: JsonSchema = { type: 'integer' };

const samples = (description: string, labels: Readonly<Record<string, JsonSchema>>, value: JsonSchema): JsonSchema =>
  listOf(objectOf(description, { ...labels, value }));

/** What is asked of any service. */
export const service: Contract = {
  operations: {
    'get-health': {
      tag,
      summary: 'Check whether payments can be made',
      answers: {
        200: { description: 'They can.', content: 'Health' },
        503: {
          description: 'The store does not answer.',
          content: { 'application/json': { anyOf: [ref('Health'), ref('Problem503')] } },
        },
      },
    },
    'get-metrics': {
      tag,
      summary: 'Get the counters',
      description:
        'As Prometheus reads them (text exposition format 0.0.4), or as JSON. They follow the payments by seconds.',
      answers: {
        200: {
          description: 'All counters of the stage.',
          content: { 'text/plain; version=0.0.4; charset=utf-8': text, 'application/json': ref('Metrics') },
        },
      },
    },
    'get-openapi': {
      tag,
      summary: 'Get this document',
      answers: { 200: { description: 'OpenAPI 3.1.', content: 'OpenApi' } },
    },
    'get-explorer': {
      tag,
      summary: 'Open the explorer',
      description: 'A page to try the API by. Stages whose data is kept have none.',
      answers: { 200: { description: 'The page.', content: { 'text/html; charset=utf-8': text } } },
    },
  },
  schemas: {
    Health: objectOf('Whether payments can be made.', {
      status: oneOf('healthy', 'unhealthy'),
      service: { const: 'payment-service' },
      version: text,
      database_status: oneOf('UP', 'DOWN'),
      timestamp: ref('Moment'),
    }),
    Metrics: objectOf('Of each metric its samples, each with its labels.', {
      payments_total: samples('By status and method.', { status: text, method: text }, count),
      payments_amount_total: samples('Money charged.', { currency: ref('Currency') }, { type: 'number' }),
      payments_declined_total: samples('By reason.', { failure_code: text }, count),
      refunds_total: samples('By status.', { status: text }, count),
      refunds_amount_total: samples('Money that went back.', { currency: ref('Currency') }, { type: 'number' }),
      payments_open: samples('Begun or authorized.', {}, count),
      notifications_dead_letters: samples('Could not be delivered.', {}, count),
    }),
    OpenApi: {
      ...objectOf('This document.', {
        openapi: { const: '3.1.0' },
        info: { type: 'object' },
        paths: { type: 'object' },
      }),
      additionalProperties: true,
    },
  },
};
