import type { Io } from '../runtime/io.ts';
import { mollieWithEvents } from './mollie/with-events.ts';
import { mollieOfStage } from './mollie-of-stage.ts';
import { withRenewedSecret } from './renewed-secret.ts';

export const mollieEventsOfStage = (io: Io) =>
  withRenewedSecret(mollieOfStage(io, mollieWithEvents), 'MOLLIE_SECRET_NAME', io);
