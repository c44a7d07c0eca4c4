import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RouteDefinition } from '../../hermetic/template/app-definition.ts';
import { withNumbersAsText } from './answer-summary.ts';
import { routeTable } from './banner.ts';
import type { KeyActions } from './keys.ts';

export type KeyActionOptions = Readonly<{
  /** URL of the service's API. */
  url: string;
  explorer: string;
  routes: () => readonly RouteDefinition[];
  toggleVerbose: () => boolean;
}>;

const resetProgram = join(import.meta.dirname, '..', 'reset.ts');

/** Keys of `npm start`. */
export const keyActions = ({ url, explorer, routes, toggleVerbose }: KeyActionOptions): KeyActions => ({
  o: () => open(explorer),
  p: async () => console.log(await recentPayments(url)),
  r: () => console.log(routeTable(routes())),
  async s() {
    const { stdout } = await promisify(execFile)(process.execPath, [resetProgram, '--url', url, '--seed']);
    console.log(stdout.trimEnd());
  },
  v: () => console.log(toggleVerbose() ? 'Verbose: shows logs, paths and request ids.' : 'No longer verbose.'),
  q: () => void process.kill(process.pid, 'SIGINT'),
});

/** Opens a page in the browser, or prints its URL if there is none. */
function open(page: string): void {
  const programs: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ['open', page],
    win32: ['explorer', page],
  };
  const [program, ...args] = programs[process.platform] ?? ['xdg-open', page];
  const opening = spawn(program, args, { stdio: 'ignore', detached: true });
  opening.on('error', () => console.log(`No browser was found: open ${page} yourself.`));
  opening.unref();
}

type NewestPayment = Readonly<{ payment_id: unknown; amount: unknown; currency: unknown; status: unknown }>;

async function recentPayments(url: string): Promise<string> {
  const response = await fetch(`${url}/v1/payments?limit=5`);
  const { payments } = withNumbersAsText(await response.text()) as Readonly<{ payments: readonly NewestPayment[] }>;
  if (payments.length === 0) return '  No payments yet.';
  return payments
    .map(({ payment_id, amount, currency, status }) => `  ${payment_id}  ${amount} ${currency}  ${status}`)
    .join('\n');
}
