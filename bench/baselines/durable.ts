import { randomUUID } from 'node:crypto';
import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';

/**
 * A charge as a durable function, with the two steps and the defaults of AWS's payment example: one step creates the id,
 * one charges. The idempotency key is the name of the execution, which Lambda does not pass to the function. Steps run at
 * least once: a crash between the charge and its checkpoint charges twice.
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-best-practices.html
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-idempotency.html
 */
const documents = DynamoDBDocumentClient.from(new DynamoDBClient());

const Charge = z.object({
  amount: z.string().regex(/^\d{1,12}(\.\d{1,2})?$/),
  currency: z.string().length(3),
  customer_id: z.string().min(1).max(64).optional(),
  payment_method: z.string().max(64).optional(),
});

export const handler = withDurableExecution(
  async (event: APIGatewayProxyEvent, context: DurableContext): Promise<APIGatewayProxyResult> => {
    const wanted = Charge.parse(JSON.parse(event.body ?? 'null'));
    const id = await context.step('generate-transaction-id', async () => randomUUID());
    const payment = await context.step('process-payment', async () => {
      const created = { id, status: 'SUCCESS', created_at: new Date().toISOString(), ...wanted };
      await documents.send(new PutCommand({ TableName: process.env.PAYMENTS_TABLE, Item: created }));
      return created;
    });
    context.logger.info('payment created', { payment_id: id });
    return { statusCode: 201, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(payment) };
  },
);
