import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionPairs } from '../test/support/option-pairs.ts';
import { stacksFor } from '../test/support/synth.ts';

/**
 * Writes the templates of contexts in which every pair of options occurs to .build/synth/pairs-<stage>, for .ci/templates. Most
 * options change few stacks, so a template that occurs in several contexts is written once.
 */
for (const [stage, contexts] of Object.entries(optionPairs)) {
  const directory = join(import.meta.dirname, '..', '.build', 'synth', `pairs-${stage}`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const context of contexts) {
    for (const { id, template } of await stacksFor(context)) {
      const text = JSON.stringify(template, null, 1);
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
      writeFileSync(join(directory, `${id}-${hash}.template.json`), text);
    }
  }
}
