import type { Io } from '../runtime/io.ts';
import { guardedCall } from './guarded-call.ts';
import { receivers } from './receivers.ts';

/** One client for all invocations of a process. */
const call = guardedCall();

/** Receivers of the endpoints that clients registered. */
export const guardedReceivers = (io: Pick<Io, 'now' | 'sleep'>) => receivers(call, io);
