import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const installed = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Why a test of a page was skipped. */
export const browserMissing = 'no Chromium here: install one, or say where it is in CHROME_PATH';

/** The browser that this machine has, without a window; undefined if it has none. */
export async function openBrowser(): Promise<Browser | undefined> {
  const executablePath = installed.find((path) => path && existsSync(path));
  if (executablePath === undefined) return undefined;
  // Chromium's own sandbox does not start in containers, and only our pages are opened.
  return chromium.launch({ executablePath, headless: true, args: ['--no-sandbox'] });
}
