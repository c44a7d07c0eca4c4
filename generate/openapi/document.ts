import packageJson from '../../package.json' with { type: 'json' };
import { disputes } from './disputes.ts';
import { events } from './events.ts';
import { fieldSchemas } from './fields.ts';
import { headers, parameters } from './headers.ts';
import type { JsonSchema } from './json-schema.ts';
import { ledger } from './ledger.ts';
import type { Contract } from './operation.ts';
import { orders } from './orders.ts';
import { type DocumentedRoute, pathsOf } from './paths.ts';
import { payments } from './payments.ts';
import { people } from './people.ts';
import { problemSchemas } from './problems.ts';
import { processorEvents } from './processor-events.ts';
import { reconciliation } from './reconciliation.ts';
import { requestSchema } from './request-schema.ts';
import { rides } from './rides.ts';
import type { RpcPart } from './rpc.ts';
import { service } from './service.ts';
import { shareResponses } from './shared-responses.ts';
import { webhookEndpoints } from './webhook-endpoints.ts';
import { notificationSchema, webhooks } from './webhooks.ts';

const contracts: readonly Contract[] = [
  payments,
  rides,
  disputes,
  orders,
  people,
  events,
  webhookEndpoints,
  ledger,
  reconciliation,
  processorEvents,
  service,
];

const description = `Payments that are charged exactly once, however often a request is repeated.

Send an \`Idempotency-Key\` with every request that creates or changes something, and repeat the request with the same key if you get no response.

Amounts are exact decimals. Every error has a stable \`code\` for programs. Paths work with and without a trailing slash.`;

/** The whole document: all routes with the descriptions of their contracts, and all RPCs of the protos. */
export function documentOf(routes: readonly DocumentedRoute[], rpc: RpcPart): object {
  const operations = Object.assign({}, ...contracts.map((contract) => contract.operations));
  const isRest = ({ paths }: DocumentedRoute) => !paths.some((path) => path in rpc.paths);
  const paths = { ...pathsOf(routes.filter(isRest), operations), ...rpc.paths };
  const responses = shareResponses(paths);
  const tags = [...new Set(contracts.flatMap((contract) => Object.values(contract.operations).map(({ tag }) => tag)))];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Payment service',
      version: packageJson.version,
      description,
      contact: { name: 'Operators of this stage' },
      license: { name: packageJson.license, identifier: packageJson.license },
    },
    servers: [
      { url: '.', description: 'The stage that serves this document. On API Gateway its name is part of the path.' },
    ],
    tags: [...tags.map((name) => ({ name, description: tagDescriptions[name] })), ...rpc.tags],
    security: [{ sigv4: [] }, {}],
    paths,
    webhooks,
    components: {
      schemas: sorted({
        ...fieldSchemas,
        ...problemSchemas,
        ...Object.assign({}, ...contracts.map(({ schemas }) => schemas)),
        ...requestSchemas(),
        Notification: notificationSchema,
        ...rpc.schemas,
      }),
      parameters,
      headers,
      responses,
      securitySchemes: { sigv4 },
    },
  };
}

const tagDescriptions: Readonly<Record<string, string>> = {
  Payments: 'Create, capture, cancel and look up payments. One payment per idempotency key.',
  Events: 'What happened to payments: every event is recorded once and never changes.',
  Disputes: 'Disputes of payments, as their processors have them.',
  Ledger: 'Balances and entries of every payment, sealed day by day.',
  'Processor events': 'Events that payment processors send, signed in their own way.',
  'Trips, refunds and receipts': 'Charge the fare of a trip once. Refund any payment, and get its receipt.',
  'Payments of orders': 'Pay for orders. One payment per order, whatever keys are used.',
  'Users and orders': 'Create and read the users and orders that payments refer to.',
  Webhooks:
    'Register endpoints that get signed events of payments and refunds, and look up what became of each delivery.',
  Service: 'Health, metrics and documentation.',
};

const sigv4 = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  description:
    'AWS Signature Version 4 for the service `execute-api`. Deployed stages require it; the local environment also accepts unsigned requests.',
  'x-amazon-apigateway-authtype': 'awsSigv4',
};

function requestSchemas(): Record<string, JsonSchema> {
  const requests = contracts.flatMap(({ operations }) =>
    Object.values(operations).flatMap(({ request }) => request ?? []),
  );
  return Object.fromEntries(requests.map((request) => [request.name, requestSchema(request)]));
}

const sorted = (schemas: Readonly<Record<string, JsonSchema>>) =>
  Object.fromEntries(Object.entries(schemas).sort(([one], [other]) => (one < other ? -1 : 1)));
