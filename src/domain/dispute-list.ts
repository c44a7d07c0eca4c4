import type { Dispute } from './dispute.ts';

/** A dispute as the list of all disputes has it. */
export type ListedDispute = Readonly<{ paymentId: string; dispute: Dispute }>;

/** The newest first; `next` is the position of the last one, if others follow it. */
export type DisputePage = Readonly<{ disputes: readonly ListedDispute[]; next: string | undefined }>;
