import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

describe('the command line', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, '..', '..', 'prove', 'prove.ts'), ...args], {
      encoding: 'utf8',
    });

  it('shows the same trace twice, and fails with the mutant that it was asked to run', () => {
    const first = run('--mutant', 'no-hold', '--seed', '2');
    expect(first.stdout).toContain('VIOLATION');
    expect(first.status).toBe(1);
    expect(run('--mutant', 'no-hold', '--seed', '2').stdout).toBe(first.stdout);
    expect(run('--seed', '1')).toMatchObject({ status: 0, stdout: expect.stringContaining('everything held') });
  });

  it('says what there is', () => {
    expect(run('--help').stdout).toContain('npm run prove -- [options]');
    const unknown = run('--mutant', 'nobody', '--seed', '1');
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('No mutant is called nobody')]);
  });
});
