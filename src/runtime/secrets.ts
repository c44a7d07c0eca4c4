/** Secrets by name. Values are cached for the life of the execution environment, and never logged. */
export type Secrets = Readonly<{
  /** Rejects with SecretUnavailable. */
  read: (name: string) => Promise<string>;
  /** Drops a cached value that was refused, so that a rotated secret is read again. Keeps a value that is newer than `refused`. */
  forget: (name: string, refused: string) => void;
  /** Reads a value again that may be out of date, once a minute at most. The cached one if that fails or is not due. */
  renew: (name: string, now: number) => Promise<string>;
}>;

const betweenRenewalsMs = 60_000;

export class SecretUnavailable extends Error {
  override readonly name = 'SecretUnavailable';
  /** A retry cannot help: the secret does not exist, or this function has no permission to read it. */
  readonly isPermanent: boolean;

  constructor(message: string, isPermanent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.isPermanent = isPermanent;
  }
}

/** Caches values, not failures. Concurrent reads of a secret share one call of `fetch`. */
export function cachedSecrets(fetch: (name: string) => Promise<string>): Secrets {
  const values = new Map<string, Promise<string>>();
  const known = new Map<string, string>();
  const renewedAt = new Map<string, number>();

  async function fetched(name: string): Promise<string> {
    try {
      const value = await fetch(name);
      known.set(name, value);
      return value;
    } catch (error) {
      values.delete(name);
      throw error;
    }
  }

  function read(name: string): Promise<string> {
    const value = values.get(name) ?? fetched(name);
    values.set(name, value);
    return value;
  }

  return {
    read,
    async renew(name, now) {
      if (now - (renewedAt.get(name) ?? 0) < betweenRenewalsMs) return read(name);
      renewedAt.set(name, now);
      // The cached value stays until there is another: a service that is down must not lose it.
      const value = await fetch(name).catch(() => undefined);
      if (value === undefined) return read(name);
      known.set(name, value);
      values.set(name, Promise.resolve(value));
      return value;
    },
    forget(name, refused) {
      if (known.get(name) !== refused) return;
      known.delete(name);
      values.delete(name);
    },
  };
}
