import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Browser, chromium } from 'playwright-core';
import { browserPath } from './browser.ts';

/** A browser with a profile on disk, which can be killed as an operating system kills it. */
export type BrowserProcess = Readonly<{ browser: Browser; kill(): Promise<void> }>;

/** Starts it. Playwright ends its own browsers in order, so this one is started beside it. */
export async function startBrowserProcess(profile: string): Promise<BrowserProcess> {
  const child = spawn(
    browserPath ?? 'chromium',
    [
      ...['--headless', '--no-sandbox', '--no-first-run', '--remote-debugging-port=0', `--user-data-dir=${profile}`],
      'about:blank',
    ],
    // A group of its own: a kill takes the processes of its pages, too.
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const exited = once(child, 'exit');
  const browser = await chromium.connectOverCDP(await debuggerUrl(createInterface({ input: child.stderr })));
  return {
    browser,
    async kill() {
      const isAlive = child.exitCode === null && child.signalCode === null;
      if (isAlive && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await exited;
    },
  };
}

async function debuggerUrl(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const [, url] = /^DevTools listening on (ws:\S+)/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('the browser ended before it could be controlled');
}
