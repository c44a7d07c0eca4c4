import { describe, expect, it } from 'vitest';
import { openDoors } from '../../hermetic/api-gateway/open-doors.ts';

describe('ports that are opened first', () => {
  it('keep requests until there is somebody to answer them', async () => {
    const doors = await openDoors([
      { api: 'one', port: 0 },
      { api: 'other', port: 0 },
    ]);
    const waiting = doors.ports.map((port) => fetch(`http://127.0.0.1:${port}/`).then((response) => response.text()));
    doors.serve(({ api }, _incoming, outgoing) => outgoing.end(`answered by ${api}`));
    expect(await Promise.all(waiting)).toEqual(['answered by one', 'answered by other']);
    doors.close();
    doors.closeAllConnections();
  });

  it('are all given up when one is taken', async () => {
    const first = await openDoors([{ api: 'one', port: 0 }]);
    const [taken = 0] = first.ports;
    await expect(openDoors([0, taken].map((port) => ({ api: 'other', port })))).rejects.toThrow(
      `Port ${taken} is taken`,
    );
    first.close();
  });
});
