import type { Signing } from './signing.ts';

/** Credentials that were entered on the page. Never stored. */
export type EnteredCredentials = Readonly<{ signing?: Signing | undefined; apiKey?: string | undefined }>;

/** How code that sends the same request authenticates. It reads credentials from its environment; none are shown. */
export type CallAuthorization = Readonly<{ region: string | undefined; isKeyed: boolean }>;

export const authorizationOf = ({ signing, apiKey }: EnteredCredentials): CallAuthorization => ({
  region: signing?.region,
  isKeyed: apiKey !== undefined,
});
