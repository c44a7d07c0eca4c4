import { optionalEnv } from '../runtime/env.ts';

/** Whether this stage allows an order one live payment, whatever endpoint and key it is paid by. */
export const orderGuard = (): boolean => optionalEnv('ONE_PAYMENT_PER_ORDER') === 'on';
