import type { Io } from '../runtime/io.ts';
import { mollieWithEvents } from './mollie/with-events.ts';
import { mollieOfStage } from './mollie-of-stage.ts';

export const mollieEventsOfStage = (io: Io) => mollieOfStage(io, mollieWithEvents);
