import { describe, expect, it } from 'vitest';
import { ChildProgram } from './child-program.ts';

const program = (text: string) => new ChildProgram(['--input-type=module', '--eval', text]);

describe('a wait for a line of a child program', () => {
  it('skips lines until the wanted one, and goes on behind it', async () => {
    const child = program(`console.log('one\\ntwo\\nthree')`);
    expect([await child.line((line) => line === 'two'), await child.line()]).toEqual(['two', 'three']);
  });

  it('fails with what the program wrote to stderr once it has ended without the line', async () => {
    const child = program(`import './no-such-module.ts'`);
    await expect(child.line()).rejects.toThrow(/ended with 1 .*no-such-module/s);
  });

  it('finds a line that the program wrote just before it ended', async () => {
    const child = program(`console.log('last'); process.exit(3)`);
    const { code, stdout } = await child.ended;
    expect([code, stdout, await child.line()]).toEqual([3, 'last\n', 'last']);
  });
});
