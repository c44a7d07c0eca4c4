import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ChildProgram } from '../support/child-program.ts';

const cwd = join(import.meta.dirname, '..', '..');
const programs = [
  'emulators/stripe-judges.ts',
  'generate/generate.ts',
  'test/examples/examples.ts',
  'tools/testing/pack.ts',
];

it.concurrent.each(programs)('%s refuses an unknown flag with one line, and does nothing', async (program) => {
  const { code, stdout, stderr } = await new ChildProgram([program, '--bogus'], { cwd }).ended;
  const line = 'There is no option --bogus. --help lists all options.\n';
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: line });
});

it.concurrent.each(programs)('%s shows its help, and does nothing', async (program) => {
  const { code, stdout, stderr } = await new ChildProgram([program, '--help'], { cwd }).ended;
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: expect.stringContaining('npm run '), stderr: '' });
});
