import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockData } from '../../hermetic/engine/data-lock.ts';
import { commandOf } from '../../hermetic/process/processes.ts';
import { methodsOf, routes } from '../../lib/routes.ts';
import { databaseName } from '../../tools/start/environment.ts';
import { clientOf } from '../hermetic/test-tables.ts';
import { Environment, root, run } from './program.ts';

const work = mkdtempSync(join(tmpdir(), 'start-'));
afterAll(() => rmSync(work, { recursive: true }));

const oneLine = /^[^\n]+\n$/;
const statusOf = async (url: string) => (await fetch(url)).status;
/** Process id of the engine that has the directory's database open. */
function engineOf(data: string): number {
  const processes = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return Number.parseInt(processes.find((line) => line.includes(`--db-path ${join(data, databaseName)}`)) ?? '', 10);
}

describe('a running environment', () => {
  const data = join(work, 'running');
  let environment: Environment;
  let urls: readonly string[];
  let url: string;
  let stubs: Readonly<Record<string, string>>;
  let explorer: string;
  let requestor: string;
  beforeAll(async () => {
    environment = new Environment(['--port', '0', '--data', data]);
    const started = await environment.event('started');
    urls = started.urls;
    ({ stubs, explorer, requestor } = started);
    url = String(urls[0]);
    const listed = started.routes.map(({ method, path }) => `${method} ${path}`);
    const declared = routes.flatMap((route) =>
      route.paths.flatMap((path) => methodsOf(route).map((method) => `${method} ${path}`)),
    );
    expect(listed.toSorted()).toEqual(declared.toSorted());
  });
  afterAll(() => environment.stop());

  it('answers on all its ports, and emits one event per request', async () => {
    expect(urls).toHaveLength(3);
    for (const each of urls) {
      expect(await statusOf(`${each}/health`)).toBe(200);
      expect(await environment.event('request')).toMatchObject({
        method: 'GET',
        path: '/health',
        status: 200,
        ms: expect.any(Number),
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }
  });

  it('answers a browser at every URL of its banner', async () => {
    const addresses = [...urls, explorer, `${requestor}/graphql`, `${stubs.trips}/v1/trips/1`];
    for (const address of [...addresses, `${stubs.notifications}/v1/notifications`]) {
      const response = await fetch(address, { headers: { Accept: 'text/html,*/*;q=0.8' } });
      expect([address, response.status]).toEqual([address, 200]);
    }
  });

  it('runs stubs of the services that it calls', async () => {
    const trip = await fetch(`${stubs.trips}/v1/trips/1`);
    expect(await trip.json()).toMatchObject({ trip_id: 1, status: 'COMPLETED', fare: 24.5 });
    const notifications = await fetch(`${stubs.notifications}/v1/notifications`);
    expect(await notifications.json()).toMatchObject({ notifications: expect.any(Array) });
  });

  it('is the only one on its port', async () => {
    const { port } = new URL(url);
    const { code, stderr } = await run('tools/start.ts', ['--port', port]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(oneLine)]);
    expect(stderr).toBe(`Port ${port} is taken by another npm start: stop it, or choose another --port.\n`);
  });

  it('reports a taken port as an event before it starts anything else', async () => {
    const { port } = new URL(url);
    const { code, stdout } = await run('tools/start.ts', ['--json', '--port', port]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ event: 'failed', message: expect.stringContaining(`Port ${port} is taken`) });
  });

  it('is the only one on its data directory', async () => {
    const { code, stderr } = await run('tools/start.ts', ['--port', '0', '--data', data]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(oneLine)]);
    expect(stderr).toContain('is in use by another running environment, here or in a container: stop that one');
  });

  it('is seeded, emptied by reset and seeded again', async () => {
    const steps = [
      await run('tools/seed.ts', ['--url', url, '--json']),
      await run('tools/reset.ts', ['--url', url, '--json']),
      await run('tools/reset.ts', ['--url', url, '--json', '--seed']),
    ];
    expect(steps.map(({ code, stderr }) => ({ code, stderr }))).toEqual(steps.map(() => ({ code: 0, stderr: '' })));
    expect(steps.map(({ stdout }) => JSON.parse(stdout))).toMatchObject([
      {
        seeded: {
          users: { written: 0, kept: 10 },
          orders: { written: 0, kept: 10 },
          payments: { written: 0, kept: 350 },
        },
      },
      { deleted: { users: 10, orders: 10, payments: 685, 'stub-notifications': 0 }, seeded: {} },
      {
        deleted: { users: 0, orders: 0, payments: 0, projections: 0 },
        seeded: { users: { written: 10, kept: 0 }, payments: { written: 350, kept: 0 } },
      },
    ]);
  });
});

describe('the end of an environment', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s, even twice, leaves nothing behind', async (signal) => {
    const data = join(work, signal);
    const environment = new Environment(['--port', '0', '--data', data]);
    const { urls } = await environment.event('started');
    await statusOf(`${urls[0]}/health`);
    const enginePid = engineOf(data);
    environment.signal(signal);
    environment.signal(signal);
    expect(await environment.ended).toMatchObject({ code: 0, stderr: '' });
    expect(commandOf(enginePid)).toBeUndefined();
    (await lockData(data, databaseName)).release();
    expect(readdirSync(join(root, '.local')).join()).not.toContain(`run-${environment.pid}-`);
  });

  it('by kill -9 loses no data, and leaves no engine behind for the next start', async () => {
    const data = join(work, 'killed');
    const killed = new Environment(['--port', '0', '--data', data, '--no-seed']);
    const { dynamodbEndpoint } = await killed.event('started');
    const TableName = 'payment-service-local-orders';
    await clientOf({ endpoint: dynamodbEndpoint }).send(new PutItemCommand({ TableName, Item: { id: { S: 'mine' } } }));
    const enginePid = engineOf(data);
    killed.signal('SIGKILL');
    await killed.ended;

    const next = new Environment(['--port', '0', '--data', data, '--no-seed']);
    const { dynamodbEndpoint: endpoint } = await next.event('started');
    expect(commandOf(enginePid)).toBeUndefined();
    await expect(lockData(data, databaseName)).rejects.toThrow('is in use by another running environment');
    const { Item } = await clientOf({ endpoint }).send(new GetItemCommand({ TableName, Key: { id: { S: 'mine' } } }));
    expect(Item).toBeDefined();
    expect(readdirSync(join(root, '.local')).join()).not.toContain(`run-${killed.pid}-`);
    await next.stop();
  });

  it('follows that of its engine, with an error message', async () => {
    const data = join(work, 'engine');
    const environment = new Environment(['--port', '0', '--data', data]);
    await environment.event('started');
    process.kill(engineOf(data), 'SIGKILL');
    const { code, stderr } = await environment.ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(oneLine)]);
    expect(stderr).toContain('DynamoDB engine');
  });
});

describe('a change of the sources', () => {
  const copy = join(work, 'copy');
  const handler = join(copy, 'functions', 'health', 'get-health.ts');
  const answering = (text: string) => `export const handler = async () => ({ statusCode: 200, body: '${text}' });\n`;

  it('is reloaded without dropping a request, and has no effect if it does not build', async () => {
    for (const name of [
      'bin',
      'lib',
      'functions',
      'src',
      'edge',
      'generated',
      'doubles',
      'hermetic',
      'tools',
      'package.json',
      'cdk.json',
    ]) {
      cpSync(join(root, name), join(copy, name), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
    writeFileSync(handler, answering('one'));
    const environment = new Environment(['--port', '0'], copy);
    const { urls } = await environment.event('started');
    const answer = async () => {
      const response = await fetch(`${urls[0]}/health`);
      return response.ok ? response.text() : `status ${response.status}`;
    };
    expect(await answer()).toBe('one');

    const answers: string[] = [];
    writeFileSync(handler, answering('two'));
    expect(await environment.event('change')).toMatchObject({
      file: join('functions', 'health', 'get-health.ts'),
    });
    while (answers.at(-1) !== 'two') answers.push(await answer());
    expect([...new Set(answers)]).toEqual(['one', 'two']);
    await environment.event('reloaded');

    writeFileSync(handler, 'export const handler = async (');
    const { message } = await environment.event('reload-failed');
    expect(message).toContain('functions/health/get-health.ts');
    expect(await answer()).toBe('two');

    writeFileSync(handler, answering('three'));
    await environment.event('reloaded');
    expect(await answer()).toBe('three');
    await environment.stop();
  });
});

describe('the command line of start, seed and reset', () => {
  it.each(['tools/start.ts', 'tools/seed.ts', 'tools/reset.ts'])('%s --help prints a help text', async (program) => {
    const { code, stdout, stderr } = await run(program, ['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('npm ');
  });

  it.each([
    ['tools/start.ts', ['--prot', '1'], '--prot'],
    ['tools/start.ts', ['--port', 'http'], '--port http is not a port'],
    ['tools/start.ts', ['--port', '65452'], '--port 65452 is not a port'],
    ['tools/reset.ts', ['--target', 'aws', '--stage', 'prod'], 'Stage prod keeps its data'],
  ])('%s %j is refused with one line', async (program, args, message) => {
    const { code, stderr } = await run(program, args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(oneLine)]);
    expect(stderr).toContain(message);
  });
});
