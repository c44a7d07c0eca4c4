import { describe, expect, it } from 'vitest';
import { timeIndex } from '../../src/store/time-index.ts';
import { users } from '../../src/store/users.ts';
import { World } from '../support/world.ts';

const user = (name: string, second = 0) => ({
  id: name,
  username: name,
  email: `${name}@example.com`,
  created_at: new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString(),
});

describe('a user is written once', () => {
  it('and read as it was written', async () => {
    const table = users(new World().io());
    await expect(table.create(user('ann'))).resolves.toEqual({ entry: user('ann'), created: true });
    await expect(table.get('ann')).resolves.toEqual(user('ann'));
  });

  it('and whoever wants its id again gets the one that has it', async () => {
    const table = users(new World().io());
    await table.create(user('ann'));
    await expect(table.create({ ...user('ann', 9), email: 'other@example.com' })).resolves.toEqual({
      entry: user('ann'),
      created: false,
    });
  });

  it('and is not there before', async () => {
    await expect(users(new World().io()).get('ann')).resolves.toBeUndefined();
  });
});

describe('users are listed', () => {
  const filled = async () => {
    const table = users(new World().io());
    for (const [name, second] of [
      ['c', 2],
      ['a', 3],
      ['b', 1],
      ['d', 1],
    ] as const)
      await table.create(user(name, second));
    return table;
  };
  const names = (page: { entries: readonly { id: string }[] }) => page.entries.map(({ id }) => id);

  it('the oldest first, and by id within a moment', async () => {
    expect(names(await (await filled()).list(100))).toEqual(['b', 'd', 'c', 'a']);
  });

  it('page by page, to the last of them', async () => {
    const table = await filled();
    const first = await table.list(3);
    const second = await table.list(3, first.next);
    expect([names(first), names(second)]).toEqual([['b', 'd', 'c'], ['a']]);
    expect(second.next).toBeUndefined();
  });

  it('with no next page where a page is exactly full', async () => {
    expect((await (await filled()).list(4)).next).toBeUndefined();
  });

  it('or not at all', async () => {
    await expect(users(new World().io()).list(100)).resolves.toEqual({ entries: [], next: undefined });
  });
});

describe('the place in the index by time', () => {
  it('is always the same for one id', () => {
    expect(timeIndex('ann', '2026', 8)).toEqual(timeIndex('ann', '2026', 8));
  });

  it('spreads ids over all shards', () => {
    const shards = Array.from({ length: 200 }, (_, id) => timeIndex(String(id), '2026', 4).time_shard);
    expect(new Set(shards)).toEqual(new Set(['0', '1', '2', '3']));
  });

  it('sorts by creation', () => {
    expect(timeIndex('z', '2026-01-01T00:00:00.000Z', 1)).toEqual({
      time_shard: '0',
      time_sort: '2026-01-01T00:00:00.000Z#z',
    });
  });
});
