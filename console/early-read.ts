import { requestInit, urlOf } from './api-request.ts';

type EarlyRead = Readonly<{ url: string; response: Promise<Response> }>;

declare global {
  interface Window {
    /** Two scripts of the page share it: the one in its head sends, the console takes. */
    earlyRead?: EarlyRead | undefined;
  }
}

/** Sends a read for which the console will ask as soon as it runs. */
export function readEarly(path: string): void {
  const url = urlOf(path);
  const response = fetch(url, requestInit('GET'));
  // Handled by the caller that takes it. If none does, the failure is of no interest.
  response.catch(() => {});
  window.earlyRead = { url, response };
}

/** The answer to a read that was sent early. Only the first caller gets it: all further reads are to be fresh. */
export function takeEarlyRead(url: string): Promise<Response> | undefined {
  const early = window.earlyRead;
  if (early?.url !== url) return undefined;
  window.earlyRead = undefined;
  return early.response;
}
