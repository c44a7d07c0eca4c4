import { describe, expect, it } from 'vitest';
import { cursorKeys } from '../../src/store/cursor-key.ts';
import { World } from '../support/world.ts';

describe('the key of a stage’s cursors', () => {
  it('is made on first use, and the same for every process from then on', async () => {
    const world = new World();
    const [one, other] = [cursorKeys(), cursorKeys()];
    const key = await one(world.io())();
    expect(key).toHaveLength(72);
    expect(await other(world.io())()).toBe(key);
    expect(world.dynamo.calls()).toEqual(['Get', 'Put', 'Get']);
  });

  it('is the first one’s if two processes make it at once', async () => {
    const world = new World();
    const keys = await Promise.all([cursorKeys()(world.io())(), cursorKeys()(world.io())()]);
    expect(new Set(keys).size).toBe(1);
    expect(world.dynamo.calls()).toEqual(['Get', 'Get', 'Put', 'Put']);
  });

  it('is looked up once a minute, so that a stage that was emptied soon has one key again', async () => {
    const process = cursorKeys();
    const world = new World();
    const before = await process(world.io())();
    const emptied = new World();
    emptied.io().newId();
    expect(await process(emptied.io())()).toBe(before);
    emptied.clock.advance(61_000);
    const another = await cursorKeys()(emptied.io())();
    expect(another).not.toBe(before);
    expect(await process(emptied.io())()).toBe(another);
  });
});
