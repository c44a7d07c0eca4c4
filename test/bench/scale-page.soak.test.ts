import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measureModel } from '../../bench/parts/model.ts';
import { machineText, thisMachine } from '../../bench/report/machine.ts';
import { modelPictures, modelSection } from '../../bench/report/model-section.ts';

describe('docs/scale.md', () => {
  const saved = {
    model: { measuredAt: '', machine: thisMachine(), ...measureModel({ rate: undefined }) },
  };
  const docs = join(import.meta.dirname, '..', '..', 'docs');

  it('has the figures of the model: npm run bench -- --model, then --model --docs', () => {
    expect(machineText(saved.model.machine)).not.toBe('');
    expect(readFileSync(join(docs, 'scale.md'), 'utf8')).toContain(modelSection(saved));
  });

  it.each(Object.entries(modelPictures(saved)))('has the picture %s', (file, picture) => {
    expect(readFileSync(join(docs, 'scale', file), 'utf8')).toBe(picture);
  });
});
