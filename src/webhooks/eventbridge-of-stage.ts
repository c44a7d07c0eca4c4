import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { type EventBus, eventBus } from './event-bus.ts';

/** The bus that `-c eventBus=…` names (lib/event-bus.ts). Undefined if the stage has none. */
export function eventBusOfStage(io: Io): EventBus | undefined {
  const name = optionalEnv('EVENT_BUS');
  return name === undefined ? undefined : eventBus(name, io);
}
