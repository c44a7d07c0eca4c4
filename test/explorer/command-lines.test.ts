import { describe, expect, it } from 'vitest';
import type { ExplorerCall } from '../../explorer/call.ts';
import { curlLine, grpcurlLine } from '../../explorer/command-lines.ts';
import { grpcCode } from '../../explorer/grpc-code.ts';

const post: ExplorerCall = {
  method: 'POST',
  url: 'http://localhost:8080/v1/payments',
  headers: [
    ['Content-Type', 'application/json'],
    ['Idempotency-Key', "it's"],
  ],
  body: '{\n  "amount": 25.00\n}',
};

const nobody = { region: undefined, isKeyed: false };

describe('command lines', () => {
  it('a call becomes a quoted curl command', () => {
    expect(curlLine(post, nobody)).toBe(
      [
        "curl -i -X POST 'http://localhost:8080/v1/payments'",
        "  -H 'Content-Type: application/json'",
        "  -H 'Idempotency-Key: it'\\''s'",
        `  --data-raw '{"amount": 25.00}'`,
      ].join(' \\\n'),
    );
  });

  it('a GET becomes a short curl command', () => {
    expect(curlLine({ ...post, method: 'GET', headers: [], body: undefined }, nobody)).toBe(
      "curl -i 'http://localhost:8080/v1/payments'",
    );
  });

  it('a signed call takes its credentials from the environment', () => {
    expect(curlLine(post, { region: 'eu-west-1', isKeyed: false })).toContain(
      `--aws-sigv4 'aws:amz:eu-west-1:execute-api' --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
    );
  });

  it.each([
    ['/payment.v1.PaymentService/CreatePayment', 'localhost:50051'],
    ['/payments.v1.PaymentService/RequestPayment', 'localhost:7000'],
  ])('an RPC becomes a grpcurl command: %s at %s', (path, address) => {
    const headers = [...post.headers, ['Connect-Timeout-Ms', '1500']] as const;
    expect(grpcurlLine(path, { ...post, headers })).toBe(
      [
        'grpcurl -plaintext',
        '  -max-time 1.5',
        "  -H 'idempotency-key: it'\\''s'",
        `  -d '{"amount": 25.00}'`,
        `  ${address} ${path.slice(1)}`,
      ].join(' \\\n'),
    );
  });
});

describe('the gRPC code of a response', () => {
  it.each([
    [200, '{}', 'OK (0)'],
    [404, '{"code":"not_found"}', 'NOT_FOUND (5)'],
    [499, '{"code":"canceled"}', 'CANCELLED (1)'],
    [403, '{"code":"not_allowed"}', 'PERMISSION_DENIED (7)'],
    [429, '{"code":"rate_limited"}', 'UNAVAILABLE (14)'],
    [502, '<html>', 'UNAVAILABLE (14)'],
    [418, '', 'UNKNOWN (2)'],
  ])('a response with %i %s has gRPC code %s', (status, text, code) => {
    expect(grpcCode({ status, text })).toBe(code);
  });
});
