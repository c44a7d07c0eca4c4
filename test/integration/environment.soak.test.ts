import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockData } from '../../hermetic/engine/data-lock.ts';
import { writeAssembly } from '../../hermetic/template/assemblies.ts';
import type { EnvironmentDescription } from '../../tools/app/environment-description.ts';
import { paymentProject } from '../../tools/app/project.ts';
import { databaseName, startEnvironment } from '../../tools/start/environment.ts';
import { allDelivered } from '../support/all-delivered.ts';
import { clientOf, comingBack } from '../support/client.ts';
import { unlimited } from '../support/own-environment.ts';

const work = mkdtempSync(join(tmpdir(), 'environment-'));
const assembly = join(work, 'assembly');
beforeAll(() => writeAssembly(paymentProject, assembly, unlimited));
afterAll(() => rmSync(work, { recursive: true }));

describe('an environment inside a test', () => {
  it('runs an existing assembly and does not remove it', async () => {
    const environment = await startEnvironment({ ports: [0], assembly });
    const description = await describedAt(String(environment.urls[0]));
    await environment.stop();
    expect(description).toMatchObject({
      stage: 'local',
      dynamodbEndpoint: environment.dynamodbEndpoint,
      tables: { payments: 'payment-service-local-payments' },
    });
    expect(existsSync(join(assembly, 'manifest.json'))).toBe(true);
    await expect(fetch(environment.dynamodbEndpoint)).rejects.toThrow('fetch failed');
  });

  it('releases everything if its port is taken', async () => {
    const dataDir = join(work, 'data');
    const first = await startEnvironment({ ports: [0], assembly });
    const port = Number(new URL(String(first.urls[0])).port);
    const second = startEnvironment({ ports: [port], assembly, dataDir });
    await expect(second).rejects.toThrow(`Port ${port} is taken`);
    (await lockData(dataDir, databaseName)).release();
    await first.stop();
  });

  it('releases everything if there is no assembly', async () => {
    const dataDir = join(work, 'absent');
    const start = startEnvironment({ ports: [0], assembly: join(work, 'nothing'), dataDir });
    await expect(start).rejects.toThrow('manifest.json');
    (await lockData(dataDir, databaseName)).release();
  });
});

describe('the stream of payments', () => {
  it('is consumed by the workers, which call the stubs by default', async () => {
    const environment = await startEnvironment({ ports: [0], assembly });
    const [url = ''] = environment.urls;
    const charge = JSON.stringify({ idempotency_key: 'follow-1', trip_id: 1, method: 'CARD' });
    const charged = await comingBack(() => clientOf(url).post('/v1/payments/charge', charge));
    const { payment_id } = charged.json;
    expect(charged.status).toBe(201);
    await allDelivered(environment);
    const received = await fetch(`${environment.others.stubs.notifications}/v1/notifications`);
    expect(await received.json()).toMatchObject({ notifications: [{ notification: { payment_id } }] });
    expect(environment.deadLetters).toEqual([]);
    expect((await describedAt(url)).deadLetters).toEqual([]);
    await environment.stop();
  });
});

async function describedAt(url: string): Promise<EnvironmentDescription> {
  const response = await fetch(`${url}/_local/environment`);
  return (await response.json()) as EnvironmentDescription;
}
