import { optionalEnv } from '../runtime/env.ts';

/** Deliveries to the notification service of the stage are listed under this id. */
export const notificationServiceId = 'notification-service';

/** The same for those to the EventBridge bus of the stage. */
export const eventBusId = 'event-bus';

const builtIn: readonly string[] = [notificationServiceId, eventBusId];

/** An endpoint that the operator of the stage configures, and no client registered. */
export const isBuiltIn = (endpointId: string): boolean => builtIn.includes(endpointId);

/** Whether the stage has an EventBridge bus: `-c eventBus=…`. */
export const hasEventBus = (): boolean => optionalEnv('EVENT_BUS') !== undefined;
