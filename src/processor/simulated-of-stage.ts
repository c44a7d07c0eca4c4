import type { Io } from '../runtime/io.ts';
import type { Processor } from './port.ts';
import { simulatedProcessor } from './simulated.ts';

/** The simulated processor, which the bundles of a kept stage contain only if the stage allows it: lib/processor-options.ts. */
export const simulatedOfStage = (io: Io): Processor => simulatedProcessor(io);
