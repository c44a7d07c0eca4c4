import { importer, type Payment } from './payment.ts';

/**
 * The id of an imported payment's intent, if its reference is another: that of the service that it came from. The reports of its
 * processor have the intent. Undefined for payments of this service, whose reference their processor gave.
 */
export function importedIntentId({ settledBy, intent, decision }: Payment): string | undefined {
  if (settledBy !== importer || decision === undefined || decision.status === 'failed') return undefined;
  return intent?.id === decision.reference ? undefined : intent?.id;
}
