import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { synthesiseTemplates } from '../../tools/app/synth.ts';

const work = mkdtempSync(join(tmpdir(), 'synthesis-errors-'));
afterAll(() => rmSync(work, { recursive: true }));

describe('a synthesis', () => {
  it.each([
    [{ processor: 'nope' }, 'processor "nope" must be stripe, mollie or simulated: cdk deploy -c processor=stripe'],
    [{ strictOrder: 'on' }, 'there is no option strictOrder; did you mean strictOrders?'],
  ])('with the wrong option %j is refused with nothing but the sentence', async (context, message) => {
    await expect(synthesiseTemplates(join(work, 'app'), context)).rejects.toMatchObject({ message, exitCode: 2 });
  });

  it('that fails by itself shows where', async () => {
    writeFileSync(join(work, 'file'), '');
    await expect(synthesiseTemplates(join(work, 'file', 'app'))).rejects.toMatchObject({
      message: expect.stringMatching(/^The CDK app does not synthesise\.\n.*\n\s+at /s),
      exitCode: 1,
    });
  });
});
