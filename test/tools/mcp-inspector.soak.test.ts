import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { ChildProgram } from '../support/child-program.ts';
import { World } from '../support/world.ts';
import { serveWorld } from '../support/world-server.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const directory = mkdtempSync(join(tmpdir(), 'mcp-inspector-'));
/** Its command line is used. Not a dependency of this project: it has 120 of its own. */
const inspector = '@modelcontextprotocol/inspector@2.12.0';
const env = { PATH: process.env.PATH, HOME: directory };
let served: Awaited<ReturnType<typeof serveWorld>>;
let isInstalled: boolean;

beforeAll(async () => {
  served = await serveWorld(new World());
  writeFileSync(join(directory, 'package.json'), '{ "name": "inspector", "private": true }');
  const install = [
    'install',
    '--prefer-offline',
    '--ignore-scripts',
    '--fetch-retries=1',
    '--no-audit',
    '--no-fund',
    inspector,
  ];
  isInstalled = await run('npm', install, { cwd: directory }).then(
    () => true,
    (error: unknown) => {
      console.log(`The inspector cannot be installed: ${String(error).split('\n', 2).join(' ')}`);
      return false;
    },
  );
});
afterAll(() => {
  served.stop();
  rmSync(directory, { recursive: true });
});

const skipWithout = (context: TestContext) => {
  if (!isInstalled) context.skip('the inspector is installed from a registry, and none can be reached');
};

/** Lets the inspector start the MCP server and send it one request. It fails, with the answer on stdout, if that is an error. */
async function inspect(method: string, ...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const program = join(directory, 'node_modules', '.bin', 'mcp-inspector');
  const server = [process.execPath, 'tools/mcp.ts', '--url', served.origin, '--limit', 'EUR=100.00'];
  const request = [program, '--cli', ...server, '--connect-timeout', '0', '--method', method, ...args];
  const { code, stdout, stderr } = await new ChildProgram(request, { cwd: root, env }).ended;
  if (stdout === '') throw new Error(stderr);
  return { code, ...JSON.parse(stdout) };
}

/** Calls a tool as an agent does. Its answer is text. Arguments are JSON: `25.00` would be a number, which no amount is. */
async function call(name: string, args: Readonly<Record<string, string>>) {
  const given = Object.entries(args).flatMap(([key, value]) => ['--tool-arg', `${key}=${JSON.stringify(value)}`]);
  const { content, isError = false } = await inspect('tools/call', '--tool-name', name, ...given);
  const [first] = content as readonly Readonly<{ text: string }>[];
  return { isError, text: first?.text ?? '' };
}

const pay = async (key: string): Promise<string> => {
  const purchase = { idempotency_key: key, amount: '25.00', currency: 'EUR' };
  return JSON.parse((await call('create_payment', purchase)).text).payment.payment_id;
};

describe('the MCP inspector', () => {
  it('refunds once when it calls refund three times with one key', async (context) => {
    skipWithout(context);
    const payment_id = await pay('order-7-checkout');
    const refund = { idempotency_key: 'order-7-returned', payment_id, amount: '5.25' };
    const answers = [];
    for (let times = 0; times < 3; times++) answers.push(JSON.parse((await call('refund', refund)).text));
    expect(answers.map(({ isReplay }) => isReplay)).toEqual([false, true, true]);
    expect(new Set(answers.map((answer) => answer.refund.refund_id)).size).toBe(1);
    expect(JSON.parse((await call('get_payment', { payment_id })).text).refunded_amount).toBe('5.25');
  });

  it('has a refund without a key rejected by the schema', async (context) => {
    skipWithout(context);
    const payment_id = await pay('order-8-checkout');
    const answer = await call('refund', { payment_id, amount: '5.25' });
    expect(answer).toEqual({ isError: true, text: expect.stringContaining('idempotency_key') });
    expect(JSON.parse((await call('get_payment', { payment_id })).text).refunded_amount).toBe('0.00');
  });

  it('finds nothing wrong with the schemas of the tools, and those that move money require a key', async (context) => {
    skipWithout(context);
    const { code, tools } = await inspect('tools/list', '--strict');
    expect(code).toBe(0);
    const required = (tools as readonly { name: string; inputSchema: { required?: string[] } }[])
      .filter(({ inputSchema }) => inputSchema.required?.includes('idempotency_key'))
      .map(({ name }) => name);
    expect(required).toEqual(expect.arrayContaining(['create_payment', 'refund']));
  });
});
