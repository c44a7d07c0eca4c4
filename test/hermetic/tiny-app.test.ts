import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openListeners } from '../../hermetic/api-gateway/open-listeners.ts';
import { type Runtime, startRuntime } from '../../hermetic/runtime/runtime.ts';
import { cachedAssemblies } from '../../hermetic/template/assemblies.ts';
import { notesProject } from './tiny-app/notes-project.ts';

const localDirectory = mkdtempSync(join(tmpdir(), 'tiny-app-'));
const built: string[] = [];
let runtime: Runtime;
let url: string;
beforeAll(async () => {
  const onBundles = (names: readonly string[]) => built.push(...names);
  runtime = await startRuntime({
    assemblies: cachedAssemblies(notesProject(localDirectory), {}, { onBundles }),
    listeners: await openListeners([{ api: 'notes', port: 0 }]),
    localDirectory,
    localHeader: 'X-Notes',
  });
  url = `http://127.0.0.1:${runtime.gateway.ports[0]}`;
});
afterAll(async () => {
  await runtime.stop(0);
  rmSync(localDirectory, { recursive: true });
});

const note = async (id: string, init: RequestInit = {}) => {
  const response = await fetch(`${url}/notes/${id}`, init);
  return [response.status, await response.text()];
};

describe('a CDK app other than the payment service', () => {
  it('serves its route, writes to its table and feeds its stream worker', async () => {
    expect(await note('first')).toEqual([404, '']);
    expect(await note('first', { method: 'POST', body: 'hello' })).toEqual([201, '']);
    await runtime.caughtUp();
    expect(await note('first')).toEqual([200, '5']);
    expect(built).toEqual(['notes', 'measure']);
    expect(runtime.deadLetters).toEqual([]);
  });

  it('has its tables emptied by a client that sends the header of this runtime', async () => {
    await note('second', { method: 'POST', body: 'hello' });
    await runtime.caughtUp();
    const reset = (headers: Record<string, string>) => fetch(`${url}/_local/reset`, { method: 'POST', headers });
    expect((await reset({ 'X-Other': 'any value' })).status).toBe(403);
    expect(await note('second')).toEqual([200, '5']);
    const deleted = (await (await reset({ 'X-Notes': 'any value' })).json()) as Record<string, number>;
    expect(Object.keys(deleted)).toEqual([expect.stringMatching(/^notes-Table/)]);
    expect(await note('second')).toEqual([404, '']);
  });
});
