import type { DeployedApis } from './outputs.ts';

/** Arguments of curl for a request to try. */
const order = `-H 'Content-Type: application/json' -d '{"order_id": 1, "amount": 100.50}'`;
const payment = `-H 'Content-Type: application/json' -H 'Idempotency-Key: try-1' -d '{"amount": "12.50"}'`;
const rpc = `-H 'Content-Type: application/json' -d '{"amount": "10.00", "currency": "USD", "customer_id": "cust-1"}'`;

/**
 * Shell commands to paste. Requests are signed with the shell's AWS credentials; for an API with keys, the first command
 * reads the key and the others send it.
 */
export function nextSteps({ api, region, showKey, requestor, notifications }: DeployedApis): string[] {
  const who = `--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H "x-amz-security-token: $AWS_SESSION_TOKEN"`;
  const signed = `curl --aws-sigv4 "aws:amz:${region}:execute-api" ${who}`;
  const curl = showKey === undefined ? signed : `curl -H "x-api-key: $API_KEY"`;
  return [
    ...(showKey === undefined ? [] : [`API_KEY=$(${showKey})`]),
    `${curl} ${api}/health`,
    `${curl} ${api}/payments ${order}`,
    `${curl} ${api}/v1/payments ${payment}`,
    `${curl} ${api}/payment.v1.PaymentService/CreatePayment ${rpc}`,
    ...(notifications === undefined ? [] : [`${signed} ${notifications}/v1/notifications`]),
    ...(requestor === undefined ? [] : [`${signed} ${requestor}/health`, `curl ${api}/openapi.json`]),
  ];
}
