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

/** Reason for skipping a test of a page. */
export const browserMissing = 'Chromium is not installed: install it, or set CHROME_PATH';

/** This machine's browser, if it has one. */
export const browserPath = installed.find((path) => path && existsSync(path));

/** Starts this machine's browser without a window; undefined if there is none. */
export async function openBrowser(): Promise<Browser | undefined> {
  if (browserPath === undefined) return undefined;
  // Chromium's sandbox does not work in containers, and only this service's pages are opened.
  return chromium.launch({ executablePath: browserPath, headless: true, args: ['--no-sandbox'] });
}
