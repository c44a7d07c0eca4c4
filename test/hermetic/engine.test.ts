import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables } from '../../hermetic/engine/tables.ts';
import { freePort } from '../../hermetic/process/free-port.ts';
import { commandOf } from '../../hermetic/process/processes.ts';
import { ChildProgram } from '../support/child-program.ts';
import { eventually } from '../support/eventually.ts';
import { clientOf, ordersTable } from './test-tables.ts';

describe('the engine is looked for', () => {
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
      'at DYNAMODB_ENDPOINT',
      { ...installed, env: { DYNAMODB_ENDPOINT: 'http://db:8000', PATH: '/bin' } },
      { endpoint: 'http://db:8000' },
    ],
    ['in the package of this platform', { ...installed, env: { PATH: '/bin' } }, { binary: join('/m', 'dynoxide') }],
    ['on the PATH', { env: { PATH: '/bin' }, exists: (): boolean => true }, { binary: join('/bin', 'dynoxide') }],
    [
      'with the suffix .exe on Windows',
      { platform: 'win32', env: { PATH: '/bin' }, exists: (): boolean => true },
      { binary: join('/bin', 'dynoxide.exe') },
    ],
  ])('%s', (_, surroundings, found) => {
    expect(findEngine({ ...nothing, ...surroundings })).toEqual(found);
  });

  it.each(['localhost:8000', 'db'])('and %s is refused, because it is not an address', (endpoint) => {
    const env = { DYNAMODB_ENDPOINT: endpoint };
    expect(() => findEngine({ ...nothing, env })).toThrow(`DYNAMODB_ENDPOINT=${endpoint} is not an http address`);
  });

  it('and if there is none, the error lists every way to get one', () => {
    for (const way of ['npm ci', '@dynoxide/linux-x64', 'PATH', 'DYNAMODB_ENDPOINT']) {
      expect(() => findEngine(nothing)).toThrow(way);
    }
  });
});

describe('the engine', () => {
  it('answers once it has started, and its process is gone once it has stopped', async () => {
    const engine = await startEngine(findEngine());
    const client = clientOf(engine);
    expect((await client.send(new ListTablesCommand())).TableNames).toEqual([]);
    await engine.stop();
    expect(commandOf(engine.pid as number)).toBeUndefined();
  });

  it('takes another port if one that was free is taken meanwhile, by an engine or by any program, and shares no data', async () => {
    const first = await startEngine(findEngine());
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = [Number(new URL(first.endpoint).port), (other.address() as AddressInfo).port];
    const ports = [...taken, await freePort()];
    const second = await startEngine(findEngine(), { choosePort: async () => ports.shift() ?? 0 });
    expect([taken.includes(Number(new URL(second.endpoint).port)), ports]).toEqual([false, []]);
    await createTables(clientOf(first), [ordersTable]);
    expect((await clientOf(second).send(new ListTablesCommand())).TableNames).toEqual([]);
    await Promise.all([first.stop(), second.stop()]);
    other.close();
  });

  it('is refused after ten taken ports, with what the engine said', async () => {
    const first = await startEngine(findEngine());
    let asked = 0;
    const choosePort = async () => {
      asked++;
      return Number(new URL(first.endpoint).port);
    };
    await expect(startEngine(findEngine(), { choosePort })).rejects.toThrow('in use');
    expect(asked).toBe(10);
    await first.stop();
  });

  it('keeps its data in a file', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'engine-'));
    const databaseFile = join(directory, 'orders.db');
    const first = await startEngine(findEngine(), { databaseFile });
    await createTables(clientOf(first), [ordersTable]);
    await first.stop();
    const second = await startEngine(findEngine(), { databaseFile });
    const { TableNames } = await clientOf(second).send(new ListTablesCommand());
    await second.stop();
    rmSync(directory, { recursive: true });
    expect(TableNames).toEqual([ordersTable.TableName]);
  });

  it('reports that it has ended by itself', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const engine = await startEngine(findEngine(), { onUnexpectedExit: resolve });
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

  it('fails to start with the message of its own program', async () => {
    const start = startEngine(findEngine(), { databaseFile: '/nowhere/orders.db' });
    await expect(start).rejects.toThrow(/failed: exit code \d+\. .*/);
  });

  it('is neither started nor stopped if it was already running', async () => {
    const running = createServer().listen(0, '127.0.0.1');
    await once(running, 'listening');
    const endpoint = `http://127.0.0.1:${(running.address() as AddressInfo).port}`;
    const engine = await startEngine({ endpoint });
    await engine.stop();
    running.close();
    expect(engine).toMatchObject({ endpoint });
  });

  it('is refused with its variable and its address if nothing answers there', async () => {
    const endpoint = `http://127.0.0.1:${await freePort()}`;
    await expect(startEngine({ endpoint })).rejects.toThrow(
      `DYNAMODB_ENDPOINT=${endpoint}: nothing answers there. Start DynamoDB there, or unset DYNAMODB_ENDPOINT`,
    );
  });
});
