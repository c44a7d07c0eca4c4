import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Checkpoints } from '../../hermetic/events/checkpoints.ts';

const directory = mkdtempSync(join(tmpdir(), 'checkpoints-'));
afterAll(() => rmSync(directory, { recursive: true }));

it('how far streams are read is there at the next start', () => {
  const file = join(directory, 'kept.json');
  new Checkpoints(file).of('Projector').set('shard', '7');
  expect(new Checkpoints(file).of('Projector').get('shard')).toEqual('7');
});

it.each([
  ['cut off', '[["Projector sh'],
  ['of another form', '{"Projector shard":"7"}'],
])('a file that is %s is no position: records are delivered again', (_how, content) => {
  const file = join(directory, 'damaged.json');
  writeFileSync(file, content);
  expect(new Checkpoints(file).of('Projector').get('shard')).toBeUndefined();
});
