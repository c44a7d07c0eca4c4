import { expect, it } from 'vitest';
import { processorNames as ofStages } from '../../lib/processor-options.ts';
import { processorNames } from '../../src/domain/processor-name.ts';

// lib/ does not import src/domain: the app would be synthesised again after each edit of it.
it('a stage can choose every processor of the release, and no other', () => {
  expect(ofStages).toEqual(processorNames);
});
