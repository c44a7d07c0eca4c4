import type { Node } from 'constructs';
import { nearest } from '../hermetic/process/nearest.ts';
import { ContextError } from './context-error.ts';

/** Every option of the app (`-c name=value`). test/docs/reference.test.ts compares them with what lib/ reads. */
export const optionNames = [
  'accountConcurrency',
  'alarmEmail',
  'allowSimulatedProcessor',
  'auth',
  'backup',
  'canary',
  'certificateArn',
  'compression',
  'copyVault',
  'counterShards',
  'dashboard',
  'domainName',
  'emulatorUrl',
  'eventBus',
  'githubRepository',
  'grpcClients',
  'grpcEdge',
  'indexShards',
  'kmsKey',
  'logLevel',
  'logRetention',
  'mollieSecretName',
  'mollieUrl',
  'notificationServiceUrl',
  'onePaymentPerOrder',
  'permissionsBoundary',
  'privateApi',
  'processor',
  'processorRoutes',
  'rateBurst',
  'rateLimit',
  'rateLimitEnabled',
  'stage',
  'strictOrders',
  'stripeAccount',
  'stripeSecretName',
  'stripeUrl',
  'tracing',
  'tripServiceUrl',
  'vaultLock',
  'waf',
  'workerConcurrency',
] as const;
export type OptionName = (typeof optionNames)[number];

/**
 * Refuses an option that resembles one of the app's, because without it the stage would silently be another one. Other names
 * pass: the context also belongs to the CDK, which looks up values under names with a colon or slash, and to other tools.
 */
export function refuseMisspelledOptions(node: Node): void {
  const given = Object.keys(node.getAllContext());
  for (const name of given.filter((one) => /^[\w-]+$/.test(one) && !isOption(one))) {
    const meant = nearest(name, optionNames, name.length / 3);
    if (meant !== undefined) throw new ContextError(`there is no option ${name}; did you mean ${meant}?`);
  }
}

const isOption = (name: string): boolean => optionNames.some((one) => one === name);
