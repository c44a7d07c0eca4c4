import type { Io } from '../runtime/io.ts';
import { withRenewedSecret } from './renewed-secret.ts';
import { stripeWithEvents } from './stripe/with-events.ts';
import { stripeOfStage } from './stripe-of-stage.ts';

export const stripeEventsOfStage = (io: Io) =>
  withRenewedSecret(stripeOfStage(io, stripeWithEvents), 'STRIPE_SECRET_NAME', io);
