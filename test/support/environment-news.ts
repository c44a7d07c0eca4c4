import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';

/** Where test processes hear of the shared environment. Variables cannot tell them: Vitest reads those before it is there. */
const variable = 'SHARED_ENVIRONMENT_PORT';

type Variables = Readonly<Record<string, string | undefined>>;
type News = Readonly<{ variables: Variables } | { problem: string }>;

/** Whether another project of this run has announced the same environment. */
export const isAnnounced = (): boolean => process.env[variable] !== undefined;

/** Tells every test process that asks as soon as `starting` has settled. Resolves with what ends it. */
export async function announce(starting: Promise<Variables>): Promise<() => void> {
  const news: Promise<News> = starting.then(
    (variables) => ({ variables }),
    (error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }),
  );
  const server = createServer((socket) => {
    // A test process that was killed meanwhile.
    socket.on('error', () => {});
    void news.then((known) => socket.end(JSON.stringify(known)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // Inherited by the test processes.
  process.env[variable] = String((server.address() as AddressInfo).port);
  return () => {
    delete process.env[variable];
    server.close();
  };
}

/**
 * Resolves with the variables of the shared environment once it runs, however long that takes; with none where the run has
 * no shared environment. Rejects in each file with the same error if it did not start, so Vitest shows that once.
 */
export async function sharedVariables(): Promise<Variables> {
  if (!isAnnounced()) return {};
  const news: News = JSON.parse(await text(connect(Number(process.env[variable]), '127.0.0.1')));
  if ('problem' in news) throw new Error(`The environment for the integration tests did not start.\n${news.problem}`);
  return news.variables;
}
