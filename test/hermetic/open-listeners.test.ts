import { describe, expect, it } from 'vitest';
import { openListeners } from '../../hermetic/api-gateway/open-listeners.ts';

describe('ports that are open before anything answers', () => {
  it('hold requests until they are served', async () => {
    const listeners = await openListeners([
      { api: 'one', port: 0 },
      { api: 'other', port: 0 },
    ]);
    const waiting = listeners.ports.map((port) =>
      fetch(`http://127.0.0.1:${port}/`).then((response) => response.text()),
    );
    listeners.serve(({ api }, _incoming, outgoing) => outgoing.end(`answered by ${api}`));
    expect(await Promise.all(waiting)).toEqual(['answered by one', 'answered by other']);
    listeners.close();
    listeners.closeAllConnections();
  });

  it('are all closed if one of them is taken', async () => {
    const first = await openListeners([{ api: 'one', port: 0 }]);
    const [taken = 0] = first.ports;
    await expect(openListeners([0, taken].map((port) => ({ api: 'other', port })))).rejects.toThrow(
      `Port ${taken} is taken`,
    );
    first.close();
  });
});
