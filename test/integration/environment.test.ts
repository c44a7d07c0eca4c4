import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEnvironment } from '../../local/environment.ts';
import type { EnvironmentDescription } from '../../local/program/environment-description.ts';
import { synthesise } from '../../local/template/synth.ts';

const work = mkdtempSync(join(tmpdir(), 'environment-'));
const assembly = join(work, 'assembly');
beforeAll(() => synthesise(assembly));
afterAll(() => rmSync(work, { recursive: true }));

describe('an environment inside a test', () => {
  it('runs an assembly that was synthesised before, and leaves it', async () => {
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

  it('undoes what it had started when its port is taken', async () => {
    const dataDir = join(work, 'data');
    const first = await startEnvironment({ ports: [0], assembly });
    const port = Number(new URL(String(first.urls[0])).port);
    const second = startEnvironment({ ports: [port], assembly, dataDir });
    await expect(second).rejects.toThrow(`Port ${port} is taken`);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
    await first.stop();
  });

  it('that cannot be synthesised starts nothing', async () => {
    const dataDir = join(work, 'absent');
    const start = startEnvironment({ ports: [0], assembly: join(work, 'nothing'), dataDir });
    await expect(start).rejects.toThrow('manifest.json');
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
  });
});

async function describedAt(url: string): Promise<EnvironmentDescription> {
  const response = await fetch(`${url}/_local/environment`);
  return (await response.json()) as EnvironmentDescription;
}
