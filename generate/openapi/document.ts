import packageJson from '../../package.json' with { type: 'json' };
import { fieldSchemas } from './fields.ts';
import { headers, parameters } from './headers.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Contract } from './operation.ts';
import { orders } from './orders.ts';
import { type DocumentedRoute, pathsOf } from './paths.ts';
import { payments } from './payments.ts';
import { people } from './people.ts';
import { problemAnswers, problemSchemas } from './problems.ts';
import { requestSchema } from './request-schema.ts';
import { rides } from './rides.ts';
import type { RpcPart } from './rpc.ts';
import { service } from './service.ts';

const contracts: readonly Contract[] = [payments, rides, orders, people, service];

const description = `Payments that are charged exactly once, however often a request is repeated.

Amounts are read and written by their digits. Every refusal is one object with a \`code\` that programs go by. A path with a slash at its end is the same path.`;

/** The whole document: the routes of the table, described by their contracts, and the RPCs of the protos. */
export function documentOf(routes: readonly DocumentedRoute[], rpc: RpcPart): object {
  const operations = Object.assign({}, ...contracts.map((contract) => contract.operations));
  const isNoRpc = ({ paths }: DocumentedRoute) => !paths.some((path) => path in rpc.paths);
  const tags = [...new Set(contracts.flatMap((contract) => Object.values(contract.operations).map(({ tag }) => tag)))];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Payment service',
      version: packageJson.version,
      description,
      license: { name: packageJson.license, identifier: packageJson.license },
    },
    servers: [{ url: '.', description: 'Where this document is: a stage of API Gateway has its name in the path.' }],
    tags: [...tags.map((name) => ({ name, description: tagDescriptions[name] })), ...rpc.tags],
    security: [{ sigv4: [] }, {}],
    paths: { ...pathsOf(routes.filter(isNoRpc), operations), ...rpc.paths },
    components: {
      schemas: sorted({
        ...fieldSchemas,
        ...problemSchemas,
        ...Object.assign({}, ...contracts.map(({ schemas }) => schemas)),
        ...requestSchemas(),
        ...rpc.schemas,
      }),
      parameters,
      headers,
      responses: problemAnswers,
      securitySchemes: { sigv4 },
    },
  };
}

const tagDescriptions: Readonly<Record<string, string>> = {
  Payments: 'Payments by idempotency key, and what becomes of them.',
  'Trips, refunds and receipts': 'The fare of a trip, charged once; and refunds and receipts of any payment.',
  'Payments of orders': 'One payment for each order.',
  'Users and orders': 'Whom and what the payments of orders are for.',
  Service: 'How the service is, and what it can do.',
};

/** As API Gateway wants it; the local environment asks nobody who they are. */
const sigv4 = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  description: 'AWS Signature Version 4, of the service `execute-api`. On this machine nothing is signed.',
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
