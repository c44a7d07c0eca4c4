import { apiBase } from './api-request.ts';
import { callerOf } from './kept-actions.ts';

const meta = document.querySelector<HTMLMetaElement>('meta[name=stage]');

/** Name of the stage that `npm run console` serves this page for; empty for a page that its own stage serves. */
export const proxiedStage = meta?.content ?? '';

/** Tells stages apart whose pages have one origin, as those of `npm run console` have: payments of two stages may have one id. */
export const storageScope = proxiedStage === '' ? apiBase : `${apiBase}@${proxiedStage}`;

/** Stands for whoever `npm run console` signs as; empty without it. */
const callerTag = meta?.dataset.caller ?? '';

/** A key belongs to its caller, so that it names it. */
export const newKey = (): string => `console-${callerTag && `${callerTag}-`}${crypto.randomUUID()}`;

/** To the service, this key of another caller would be a new request of this one. */
export const isOwnKey = (key: string): boolean => ['', callerTag].includes(callerOf(key));
