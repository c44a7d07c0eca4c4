import { logger } from '../runtime/log.ts';
import { SecretUnavailable } from '../runtime/secrets.ts';
import { type Processor, ProcessorTrouble } from './port.ts';

/** Where a processor's key comes from; `forget` drops what was read last, so that a rotated key is found. */
export type KeySource = Readonly<{ read: () => Promise<string>; forget: () => void }>;

/**
 * A processor whose key is read at its first call, and again after the processor refused it. The failed call is not repeated:
 * nothing was done, and whoever asked comes again.
 */
export function withSecret(make: (key: string) => Processor, source: KeySource): Processor {
  // Asked for what it is and can, which needs no key.
  const { name, can, clientSecret } = make('');

  async function ask<Answer>(call: (processor: Processor) => Promise<Answer>): Promise<Answer> {
    try {
      const key = await source.read().catch((error: unknown) => Promise.reject(troubleOf(error)));
      return await call(make(key));
    } catch (error) {
      if (isMisconfigured(error)) {
        source.forget();
        // Its message is ours: neither the key nor anything that a client sent is in it.
        logger.error('misconfigured', { processor: name, reason: error.message });
      }
      throw error;
    }
  }

  return {
    name,
    can,
    open: (...all) => ask((one) => one.open(...all)),
    execute: (...all) => ask((one) => one.execute(...all)),
    observe: (...all) => ask((one) => one.observe(...all)),
    fence: (...all) => ask((one) => one.fence(...all)),
    capture: (...all) => ask((one) => one.capture(...all)),
    refund: (...all) => ask((one) => one.refund(...all)),
    observeRefund: (...all) => ask((one) => one.observeRefund(...all)),
    clientSecret: clientSecret && ((intent) => ask((one) => (one.clientSecret ?? clientSecret)(intent))),
  };
}

const isMisconfigured = (error: unknown): error is ProcessorTrouble =>
  error instanceof ProcessorTrouble && error.trouble === 'misconfigured';

function troubleOf(error: unknown): unknown {
  if (!(error instanceof SecretUnavailable)) return error;
  const trouble = error.isPermanent ? 'misconfigured' : 'not_sent';
  return new ProcessorTrouble(trouble, error.message, { cause: error });
}
