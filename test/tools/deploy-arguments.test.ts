import { describe, expect, it } from 'vitest';
import { type DeployOptions, deployArguments } from '../../tools/deploy/deploy-arguments.ts';

const plain: DeployOptions = { stage: 'sandbox', context: [], yes: false, 'import-existing-resources': false };
const adopts = ['--import-existing-resources'];

describe('npm run deploy', () => {
  it.each<[string, Partial<DeployOptions>, readonly string[]]>([
    // A roll-back retains the log groups of functions that only the newer release has.
    ['adopts what a kept stage has retained', { stage: 'production' }, adopts],
    ['adopts it once if that is asked for as well', { stage: 'staging', 'import-existing-resources': true }, adopts],
    ['adopts nothing in a sandbox, which retains nothing', { stage: 'sandbox-anna' }, []],
    ['adopts what is there in a sandbox if that is asked for', { 'import-existing-resources': true }, adopts],
    ['asks nobody with --yes', { yes: true }, ['--require-approval', 'never']],
    ['hands options on to the CDK', { context: ['canary=on'] }, ['-c', 'canary=on']],
  ])('%s', (_, options, expected) => {
    expect(deployArguments({ ...plain, ...options })).toEqual(expected);
  });
});
