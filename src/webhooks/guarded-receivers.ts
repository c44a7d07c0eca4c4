import { guardedCall } from './guarded-call.ts';
import { receivers } from './receivers.ts';
import type { AttemptIo } from './traced-attempt.ts';

/** One client for all invocations of a process. */
const call = guardedCall();

/** Receivers of the endpoints that clients registered. */
export const guardedReceivers = (io: AttemptIo) => receivers(call, io);
