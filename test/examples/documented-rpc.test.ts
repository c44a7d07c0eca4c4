import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grpcClients } from '../support/grpc-clients.ts';
import { grpcurl, missing, python } from '../support/peers.ts';
import { openTarget, type Target } from '../support/target.ts';
import {
  documentedCalls,
  documentedCreation,
  documentedMutation,
  documentedPythonClient,
  documentedQuery,
  printedByPythonClient,
} from './documented-rpc.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

let target: Target;
let work: string;
/** Where the documents' ports 50051 and 7000 are here. */
let customers: string;
let services: string;
beforeAll(async () => {
  target = await openTarget();
  customers = services = target.grpc;
  work = await mkdtemp(join(tmpdir(), 'documented-rpc-'));
});
afterAll(async () => {
  await target.close();
  await rm(work, { recursive: true });
});

describe('the documented calls', () => {
  it.skipIf(!grpcurl).each(documentedCalls)(`by grpcurl: $title${grpcurl ? '' : missing('grpcurl')}`, async (call) => {
    const command = call.command.replace('localhost:7000', services).replace('grpcurl', `'${grpcurl}'`);
    const { stdout, stderr } = await run('bash', ['-c', command]).catch((error) => error);
    for (const text of call.holds) expect(stdout + stderr).toMatch(text);
  });

  it.skipIf(!grpcurl)(`by grpcurl: what there is${grpcurl ? '' : missing('grpcurl')}`, async () => {
    const { stdout } = await run(String(grpcurl), ['-plaintext', customers, 'list']);
    expect(stdout.trim().split('\n')).toEqual(
      expect.arrayContaining(['grpc.health.v1.Health', 'payment.v1.PaymentService', 'payments.v1.PaymentService']),
    );
  });

  it.skipIf(!python)(`by the Python client${python ? '' : missing('grpcio')}`, async () => {
    const proto = join(work, 'payments_service');
    await mkdir(proto);
    await copyFile(join(root, 'proto/payments/v1/payments.proto'), join(proto, 'payments.proto'));
    const made = ['-m', 'grpc_tools.protoc', '-I.', '--python_out=.', '--grpc_python_out=.'];
    await run(String(python), [...made, 'payments_service/payments.proto'], { cwd: work });
    await writeFile(join(work, 'client.py'), documentedPythonClient.replace('localhost:7000', services));
    const { stdout } = await run(String(python), ['client.py'], { cwd: work });
    expect(stdout).toMatch(printedByPythonClient);
  });

  it('by grpc-js: the same, and the other document’s creation', async () => {
    const clients = grpcClients(customers);
    const health = await clients.services('Health', {});
    expect(health.answer).toEqual({ status: 'SERVING' });
    const created = await clients.customers('CreatePayment', documentedCreation);
    expect(created.answer).toMatchObject({
      amount: '10.00',
      currency: 'USD',
      status: 'created',
      customer_id: 'cust123',
    });
    const unknown = { payment_id: '550e8400-e29b-41d4-a716-446655440000' };
    expect((await clients.services('GetPayment', unknown)).code).toBe('NOT_FOUND');
    clients.close();
  });
});

describe('the documented operations', () => {
  const send = async (query: string, variables: unknown) => {
    const response = await fetch(`${target.requestor}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as { data: Partial<Record<string, Record<string, string>>> };
  };

  it('make a payment, and read it', async () => {
    const { data } = await send(documentedMutation, { input: { ...documentedCreation } });
    const created = data.createPayment;
    expect(created).toMatchObject({ amount: '10.00', currency: 'USD', status: 'created' });
    expect(created?.createdAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(await send(documentedQuery, { id: created?.paymentId })).toEqual({ data: { payment: created } });
  });
});
