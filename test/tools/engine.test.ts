import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables } from '../../hermetic/engine/tables.ts';
import { commandOf } from '../../hermetic/process/processes.ts';
import { ChildProgram } from '../support/child-program.ts';
import { eventually } from '../support/eventually.ts';
import { clientOf, ordersTable } from './tables-of-tests.ts';

describe('the engine is found', () => {
  const nothing = {
    env: {},
    platform: 'linux',
    arch: 'x64',
    resolve: () => undefined,
    exists: (): boolean => false,
  };
  const installed = {
    resolve: (path: string) => (path === '@dynoxide/linux-x64/package.json' ? '/m/package.json' : undefined),
    exists: (): boolean => true,
  };
  it.each([
    [
      'where DYNAMODB_ENDPOINT says',
      { ...installed, env: { DYNAMODB_ENDPOINT: 'http://db:8000', PATH: '/bin' } },
      { endpoint: 'http://db:8000' },
    ],
    ['in the package of this platform', { ...installed, env: { PATH: '/bin' } }, { binary: join('/m', 'dynoxide') }],
    ['on the PATH', { env: { PATH: '/bin' }, exists: (): boolean => true }, { binary: join('/bin', 'dynoxide') }],
    [
      'by its name on Windows',
      { platform: 'win32', env: { PATH: '/bin' }, exists: (): boolean => true },
      { binary: join('/bin', 'dynoxide.exe') },
    ],
  ])('%s', (_, surroundings, found) => {
    expect(findEngine({ ...nothing, ...surroundings })).toEqual(found);
  });

  it('or else all ways to get one are named', () => {
    for (const way of ['npm ci', '@dynoxide/linux-x64', 'PATH', 'DYNAMODB_ENDPOINT']) {
      expect(() => findEngine(nothing)).toThrow(way);
    }
  });
});

describe('the engine', () => {
  it('answers once it is started and is gone once it is stopped', async () => {
    const engine = await startEngine(findEngine());
    const client = clientOf(engine);
    expect((await client.send(new ListTablesCommand())).TableNames).toEqual([]);
    await engine.stop();
    expect(commandOf(engine.pid as number)).toBeUndefined();
  });

  it('keeps what is in its file', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'engine-'));
    const databaseFile = join(directory, 'payments.db');
    const first = await startEngine(findEngine(), { databaseFile });
    await createTables(clientOf(first), [ordersTable]);
    await first.stop();
    const second = await startEngine(findEngine(), { databaseFile });
    const { TableNames } = await clientOf(second).send(new ListTablesCommand());
    await second.stop();
    rmSync(directory, { recursive: true });
    expect(TableNames).toEqual([ordersTable.TableName]);
  });

  it('says so when it ends by itself, and only then', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const engine = await startEngine(findEngine(), { onDeath: resolve });
    process.kill(engine.pid as number, 'SIGKILL');
    expect(await promise).toContain(`process ${engine.pid}) ended: SIGKILL`);
  });

  it.skipIf(process.platform === 'win32')('does not outlive a killed parent', async () => {
    const program = `
      import { startEngine } from './hermetic/engine/engine.ts';
      import { findEngine } from './hermetic/engine/engine-binary.ts';
      console.log((await startEngine(findEngine())).pid);`;
    const parent = new ChildProgram(['--input-type=module', '-e', program]);
    const pid = Number(await parent.line());
    expect(commandOf(pid)).toContain('dynoxide');
    parent.process.kill('SIGKILL');
    await eventually(() => expect(commandOf(pid)).toBeUndefined());
  });

  it('that cannot start is an error with its own words', async () => {
    const start = startEngine(findEngine(), { databaseFile: '/nowhere/payments.db' });
    await expect(start).rejects.toThrow(/failed: exit code \d+\. .*/);
  });

  it('that runs already is left alone', async () => {
    const engine = await startEngine({ endpoint: 'http://127.0.0.1:1' });
    await engine.stop();
    expect(engine).toMatchObject({ endpoint: 'http://127.0.0.1:1' });
  });
});
