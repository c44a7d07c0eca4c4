import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const work = mkdtempSync(join(tmpdir(), 'only-loopback-'));

type AwsRequest = Readonly<{ service: string; accessKey: string }>;

const identity = '<Account>000000000000</Account><Arn>arn:aws:iam::000000000000:root</Arn><UserId>test</UserId>';

/** By service or operation: just enough for programs to go on to the next service. */
const answers: Readonly<Record<string, string>> = {
  sts: `<Answer><GetCallerIdentityResult>${identity}</GetCallerIdentityResult></Answer>`,
  'DynamoDB_20120810.ListTables': '{"TableNames":[]}',
};

/** Stands in for the emulator: records each request, and refuses nearly everything. */
let endpoint: Server;
let requests: AwsRequest[] = [];
/** Stands in for the shell's proxy, which must never be used. */
let proxy: Server;
let proxied = 0;

beforeAll(async () => {
  endpoint = createServer((request, response) => {
    const { url = '', headers } = request;
    const [, accessKey = '', service = ''] =
      /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
    if (service !== '') requests.push({ service, accessKey });
    const known = url === '/_ministack/reset' ? '{}' : answers[String(headers['x-amz-target'] ?? service)];
    response.writeHead(known === undefined ? 400 : 200);
    response.end(known ?? '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>');
  });
  proxy = createServer((_request, response) => response.writeHead(502).end());
  proxy.on('connection', () => {
    proxied++;
  });
  await Promise.all([endpoint, proxy].map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
});
afterAll(() => {
  endpoint.close();
  proxy.close();
  rmSync(work, { recursive: true });
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Runs a command of an emulator in a shell with many AWS variables; resolves with the hosts that it connected to. */
async function run(program: string, command: string): Promise<Readonly<{ hosts: Set<string>; stderr: string }>> {
  const recorded = join(work, `${program}-${command}`);
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'somebody',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL_CLOUDFORMATION: 'https://cloudformation.example.com',
    HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
    HTTP_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
    NODE_OPTIONS: `--require ${join(import.meta.dirname, 'record-connections.cjs')}`,
    RECORDED_CONNECTIONS: recorded,
  };
  const args = [join('emulators', `${program}.ts`), command, '--port', String(portOf(endpoint))];
  const stderr = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: root, env }, (_error, _stdout, text) => resolve(text));
  });
  const hosts = existsSync(recorded) ? readFileSync(recorded, 'utf8').trim().split('\n') : [];
  return { hosts: new Set(hosts), stderr };
}

describe('commands on an emulator connect only to this machine, with test credentials', () => {
  it.each([
    ['ministack', 'deploy', ['sts', 'cloudformation']],
    ['ministack', 'seed', ['dynamodb']],
    ['ministack', 'reset', ['sts', 'cloudformation']],
    ['localstack', 'deploy', ['dynamodb', 'sts', 'cloudformation']],
    ['localstack', 'seed', ['dynamodb']],
  ])('by %s:%s', async (program, command, services) => {
    [requests, proxied] = [[], 0];
    const { hosts, stderr } = await run(program, command);
    expect(
      requests.map(({ service }) => service),
      stderr,
    ).toEqual(expect.arrayContaining(services));
    expect(new Set(requests.map(({ accessKey }) => accessKey))).toEqual(new Set(['test']));
    expect([...hosts].filter((host) => !/^(localhost|127\.0\.0\.1|::1)$/.test(host))).toEqual([]);
    expect(hosts.size).toBeGreaterThan(0);
    expect(proxied).toBe(0);
  });
});
