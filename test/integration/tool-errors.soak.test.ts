import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../hermetic/process/free-port.ts';
import { run } from './program.ts';

const work = mkdtempSync(join(tmpdir(), 'tool-errors-'));
const at = (name: string) => join(work, name);
const tools = ['seed', 'reset', 'import', 'export', 'backup', 'restore'] as const;
type Tool = (typeof tools)[number];

/** A server that is not an environment. */
let other: Server;
let otherUrl: string;
let nobody: string;
beforeAll(async () => {
  writeFileSync(
    at('good.csv'),
    'payment_id,trip_id,amount,method,status,reference,created_at\n1,,1.00,CARD,SUCCESS,P,2026-01-01T00:00:00Z\n',
  );
  writeFileSync(at('text'), 'not JSON');
  mkdirSync(at('backup'));
  writeFileSync(at('backup/backup.json'), '{"version":1,"tables":{"users":1}}');
  writeFileSync(at('backup/users.jsonl'), '{"id":{"S":"1"}}\n');
  mkdirSync(at('no-table'));
  writeFileSync(at('no-table/backup.json'), '{"version":1,"tables":{"users":1}}');
  mkdirSync(at('no-counts'));
  writeFileSync(at('no-counts/backup.json'), '{"version":1}');
  other = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  nobody = `http://127.0.0.1:${await freePort()}`;
});
afterAll(() => {
  other.close();
  rmSync(work, { recursive: true });
});

/** Arguments that a tool needs in addition to its target. */
const needs: Readonly<Record<Tool, readonly string[]>> = {
  seed: [],
  reset: [],
  import: [at('good.csv')],
  export: [at('new.csv')],
  backup: [at('new')],
  restore: [at('backup')],
};

/** No AWS credentials and no region, wherever this runs. */
const noAws = {
  ...Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => name.startsWith('AWS_'))
      .map((name) => [name, undefined]),
  ),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: at('none'),
  AWS_SHARED_CREDENTIALS_FILE: at('none'),
};

/** Error codes, system calls, stack traces and error names, which do not help the user. */
const technical = /\bE[A-Z]{4,}\b|\bUND_ERR|\b(?:mkdir|scandir|open|stat) '|\n\s+at |node:|Error\b|undefined|\[object/;

async function stderrOf(
  tool: string,
  args: readonly string[],
  variables: Readonly<Record<string, string | undefined>> = {},
) {
  const { code, stdout, stderr } = await run(`tools/${tool}.ts`, args, variables);
  expect(stderr).not.toMatch(technical);
  // One line on stderr besides warnings, and one on stdout that says what the tool is doing.
  const errors = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('Warning: '));
  expect([code === 1 || code === 2, errors.length], stderr).toEqual([true, 1]);
  expect(stdout.trimEnd().split('\n').length).toBe(1);
  return stderr;
}

describe.each(tools)('npm run %s names the cause and the fix', (tool) => {
  it('when no environment is running', async () => {
    const text = await stderrOf(tool, ['--url', nobody, ...needs[tool]]);
    expect(text).toContain(`No environment is running at ${nobody} (nothing answers there): start one with npm start`);
  });

  it('when an emulator is not running', async () => {
    const text = await stderrOf(tool, ['--target', 'localstack', ...needs[tool]], {
      ...noAws,
      AWS_ENDPOINT_URL: nobody,
    });
    expect(text).toContain(`No connection to LocalStack at ${nobody}, stage sandbox (nothing answers there)`);
    expect(text).toContain('Start it with npm run localstack:up');
  });
});

describe('a tool names the cause and the fix', () => {
  it('when something else is running there', async () => {
    const text = await stderrOf('seed', ['--url', otherUrl]);
    expect(text).toContain('is not an environment of npm start, or runs another version (it answers 200): start one');
  });

  it('when the URL is invalid', async () => {
    expect(await stderrOf('reset', ['--url', 'here'])).toContain('--url here is not a URL: write it like');
  });

  it('when there are no AWS credentials, or no region', async () => {
    const args = ['--target', 'aws', '--stage', 'sandbox', ...needs.export];
    expect(await stderrOf('export', args, { ...noAws, AWS_REGION: 'eu-west-1' })).toContain(
      'run aws sso login or aws configure',
    );
    const without = { ...noAws, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    expect(await stderrOf('export', args, without)).toContain('No AWS region is set: set AWS_REGION');
  });

  it.each<[string, string, () => readonly string[], string]>([
    ['no such file', 'import', () => [at('none.csv')], 'There is no .*none.csv: check the name'],
    ['a directory', 'import', () => [at('backup')], 'is a directory, not a file'],
    ['a path through a file', 'import', () => [at('text/x.csv')], 'part of its path is a file'],
    ['no such backup', 'restore', () => [at('none')], 'is not a complete backup.*Name a directory that npm run backup'],
    ['a backup without a table', 'restore', () => [at('no-table')], 'users.jsonl is missing.*Use another backup'],
    ['a manifest without counts', 'restore', () => [at('no-counts')], 'is not a complete backup'],
    ['no such event', 'replay', () => [at('none.json')], 'There is no .*none.json: check the name'],
    ['an event that is not JSON', 'replay', () => [at('text')], 'because it is not JSON. See events/ for examples'],
    ['no environment for a replay', 'replay', () => ['--url', nobody], 'start one with npm start'],
    ['no such assembly', 'replay', () => ['--assembly', at('none')], 'There is no .*manifest.json: check the name'],
    [
      'a file as data directory',
      'start',
      () => ['--port', '0', '--data', at('text')],
      'already exists: choose another name',
    ],
    [
      'a data directory below a file',
      'start',
      () => ['--port', '0', '--data', at('text/x')],
      'part of its path is a file',
    ],
  ])('%s: npm run %s', async (_what, tool, args, message) => {
    // Files are checked before the tables.
    const given = tool === 'restore' ? ['--target', 'localstack', ...args()] : args();
    const text = await stderrOf(tool, given, noAws);
    expect(text).toMatch(new RegExp(message));
  });
});
