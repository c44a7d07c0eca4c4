import { isProcessorName, type ProcessorName } from '../domain/processor-name.ts';
import type { Io } from '../runtime/io.ts';
import { logger } from '../runtime/log.ts';
import { type Processor, ProcessorTrouble } from './port.ts';
import type { ProcessorRoute } from './routes.ts';
import { type Processors, routedProcessors } from './routing.ts';

export type ProcessorMakers = Readonly<Record<ProcessorName, (io: Io) => Processor>>;

type ProcessorChoice = Readonly<{
  /** Charge new payments, in the order of preference. */
  chosen: readonly ProcessorName[];
  /** Have earlier payments: the stage has their keys, and charges nothing by them any more. */
  earlier: readonly ProcessorName[];
  routes: readonly ProcessorRoute[];
  keySpace: string;
}>;

/**
 * The processors of a stage. One that it charged by before stays for the payments that it has: they are refunded there, and its
 * events are heard, because a dispute may come months after the payment.
 */
export function stageProcessors(
  makers: ProcessorMakers,
  { chosen, earlier, routes, keySpace }: ProcessorChoice,
  io: Io,
): Processors {
  const making = (name: ProcessorName) => makers[name](io);
  const current = routedProcessors(chosen.map(making), { routes, keySpace }, io);
  const all = [...current.all, ...earlier.map(making)];
  const named = (wanted: string) => all.find(({ name }) => name === wanted);
  return {
    ...current,
    all,
    named,
    of: ({ processor }) => named(processor) ?? madeOrLogged(processor, making),
  };
}

/** A stage without the key of a processor has no adapter for it, and an operator has to learn of the payment. */
function madeOrLogged(name: string, making: (name: ProcessorName) => Processor): Processor {
  try {
    return making(knownName(name));
  } catch (error) {
    if (error instanceof ProcessorTrouble) logger.error('misconfigured', { processor: name, reason: error.message });
    throw error;
  }
}

export function knownName(name: string): ProcessorName {
  if (isProcessorName(name)) return name;
  throw new ProcessorTrouble('misconfigured', `this release has no processor ${name}`);
}
