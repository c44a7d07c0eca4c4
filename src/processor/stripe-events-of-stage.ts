import type { Io } from '../runtime/io.ts';
import { stripeWithEvents } from './stripe/with-events.ts';
import { stripeOfStage } from './stripe-of-stage.ts';

export const stripeEventsOfStage = (io: Io) => stripeOfStage(io, stripeWithEvents);
