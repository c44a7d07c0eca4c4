import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

function destroy(args: readonly string[], typed = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/deploy/destroy.ts', ...args], {
    cwd: root,
    input: typed,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('npm run destroy', () => {
  it.each([
    [[], 'Name a stage'],
    [['--stage', 'production'], 'keeps its data'],
    [['--stage', 'production', '--yes'], 'npx cdk destroy Api Workers -c stage=production, with the -c options'],
    [['--stage', 'production'], 'npm run deploy -- --stage production with the same options, which adopts them'],
    [['--stage', 'sandboxes', '--yes'], 'keeps its data'],
    // The CDK takes the last of two stages.
    [['--stage', 'sandbox', '--yes', '-c', 'stage=production'], 'name the stage by --stage production'],
  ])('%j is refused: %s', (args, message) => {
    const { status, stderr } = destroy(args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it.each(['', '\n', 'yes\n', 'sandbox-ann\n'])('deletes nothing if %j is typed instead of the name', (typed) => {
    const { status, stdout, stderr } = destroy(['--stage', 'sandbox'], typed);
    expect(stdout).toContain('This deletes stage sandbox');
    expect([status, stderr]).toEqual([2, expect.stringContaining('Nothing was deleted')]);
  });
});
