import type { Io } from '../runtime/io.ts';
import { answeredRefunds } from './answered-refunds.ts';
import { externalRefunds } from './external-refunds.ts';
import { refunds } from './refunds.ts';

export type WatchedRefunds = ReturnType<typeof watchedRefunds>;

/** The refunds of a payment for functions that look at what has become of them. Those that only make refunds need less code. */
export const watchedRefunds = ({ send }: Pick<Io, 'send'>) => ({
  ...refunds({ send }),
  ...answeredRefunds({ send }),
  ...externalRefunds({ send }),
});
