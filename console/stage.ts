import { apiBase } from './api-request.ts';

/** Name of the stage that `npm run console` serves this page for; empty for a page that its own stage serves. */
export const proxiedStage = document.querySelector<HTMLMetaElement>('meta[name=stage]')?.content ?? '';

/** Tells stages apart whose pages have one origin, as those of `npm run console` have: payments of two stages may have one id. */
export const storageScope = proxiedStage === '' ? apiBase : `${apiBase}@${proxiedStage}`;
