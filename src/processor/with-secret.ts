import { logger } from '../runtime/log.ts';
import { SecretUnavailable } from '../runtime/secrets.ts';
import { type Processor, ProcessorTrouble } from './port.ts';

export type Credentials = Readonly<{
  key: string;
  /** Signing secrets of events. */
  webhookSecrets: readonly string[];
  mode: 'live' | 'test';
}>;

/** Source of a processor's credentials. */
export type CredentialsSource = Readonly<{
  read: () => Promise<Credentials>;
  /** Drops what was read last, so that a rotated key is found. */
  forget: () => void;
}>;

const none: Credentials = { key: '', webhookSecrets: [], mode: 'test' };

/**
 * A processor whose key is read at its first call, and again after the processor refused it. The failed call is not repeated:
 * nothing was done, and whoever asked comes again.
 */
export function withSecret(make: (credentials: Credentials) => Processor, source: CredentialsSource): Processor {
  // Asked for what it is and can, which needs no key.
  const { name, can, sendable, observeRefunds, listRefunds, observeDisputes, clientSecret, listEvents, readEvent } =
    make(none);

  async function ask<Answer>(call: (processor: Processor) => Promise<Answer>): Promise<Answer> {
    try {
      const credentials = await source.read().catch((error: unknown) => Promise.reject(troubleOf(error)));
      return await call(make(credentials));
    } catch (error) {
      if (isMisconfigured(error)) {
        source.forget();
        // Its message is ours: neither the key nor anything that a client sent is in it.
        logger.error('misconfigured', { processor: name, reason: error.message });
      }
      throw error;
    }
  }

  const forwarded =
    <All extends readonly unknown[], Answer>(of: (one: Processor) => (...all: All) => Promise<Answer>) =>
    (...all: All) =>
      ask((one) => of(one)(...all));

  return {
    name,
    can,
    sendable,
    open: forwarded((one) => one.open),
    execute: forwarded((one) => one.execute),
    observe: forwarded((one) => one.observe),
    fence: forwarded((one) => one.fence),
    capture: forwarded((one) => one.capture),
    refund: forwarded((one) => one.refund),
    observeRefund: forwarded((one) => one.observeRefund),
    observeRefunds: observeRefunds && forwarded((one) => one.observeRefunds ?? observeRefunds),
    listRefunds: listRefunds && forwarded((one) => one.listRefunds ?? listRefunds),
    observeDisputes: observeDisputes && forwarded((one) => one.observeDisputes ?? observeDisputes),
    listEvents: listEvents && forwarded((one) => one.listEvents ?? listEvents),
    readEvent: readEvent && forwarded((one) => one.readEvent ?? readEvent),
    clientSecret: clientSecret && forwarded((one) => one.clientSecret ?? clientSecret),
  };
}

const isMisconfigured = (error: unknown): error is ProcessorTrouble =>
  error instanceof ProcessorTrouble && error.trouble === 'misconfigured';

function troubleOf(error: unknown): unknown {
  if (!(error instanceof SecretUnavailable)) return error;
  const trouble = error.isPermanent ? 'misconfigured' : 'not_sent';
  return new ProcessorTrouble(trouble, error.message, { cause: error });
}
