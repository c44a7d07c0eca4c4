import { randomUUID } from 'node:crypto';
import { IdempotencyConfig } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { makeHandlerIdempotent } from '@aws-lambda-powertools/idempotency/middleware';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';

/**
 * The reference sample: a charge according to the documentation of Powertools, Middy and the SDK. The payment has a
 * random id, and idempotency records are in a table of their own. Both share one client, which is better than the
 * documentation.
 */
const client = new DynamoDBClient();
const documents = DynamoDBDocumentClient.from(client);
const logger = new Logger({ serviceName: 'payments' });

const Charge = z.object({
  amount: z.string().regex(/^\d{1,12}(\.\d{1,2})?$/),
  currency: z.string().length(3),
  customer_id: z.string().min(1).max(64).optional(),
  payment_method: z.string().max(64).optional(),
});

const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: process.env.IDEMPOTENCY_TABLE ?? '',
  awsSdkV3Client: client,
});
const config = new IdempotencyConfig({
  eventKeyJmesPath: 'headers."Idempotency-Key"',
  payloadValidationJmesPath: 'body',
  throwOnNoIdempotencyKey: true,
});

async function charge(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const wanted = Charge.parse(JSON.parse(event.body ?? 'null'));
  const created_at = new Date().toISOString();
  const payment = { id: randomUUID(), status: 'SUCCESS', created_at, ...wanted };
  await documents.send(new PutCommand({ TableName: process.env.PAYMENTS_TABLE, Item: payment }));
  logger.info('payment created', { payment_id: payment.id });
  return { statusCode: 201, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(payment) };
}

const statuses: Readonly<Record<string, number>> = {
  ZodError: 400,
  IdempotencyValidationError: 422,
  IdempotencyAlreadyInProgressError: 409,
};

export const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult>(charge)
  .use(injectLambdaContext(logger))
  .use({
    onError: (request) => {
      const { name, message } = request.error ?? new Error();
      request.response = { statusCode: statuses[name] ?? 500, body: JSON.stringify({ error: name, message }) };
    },
  })
  .use(makeHandlerIdempotent({ persistenceStore, config }));
