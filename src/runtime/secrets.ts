/** Secrets by name. Values are cached for the life of the execution environment, and never logged. */
export type Secrets = Readonly<{
  /** Rejects with SecretUnavailable. */
  read: (name: string) => Promise<string>;
  /** Drops a cached value that was refused, so that a rotated secret is read again. Keeps a value that is newer than `refused`. */
  forget: (name: string, refused: string) => void;
  /** Reads a value that may be out of date, and keeps it in the place of the cached one. That one stays if this rejects. */
  readAgain: (name: string) => Promise<string>;
}>;

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
  const values = new Map<string, string>();
  const reading = new Map<string, Promise<string>>();

  async function fetched(name: string): Promise<string> {
    try {
      const value = await fetch(name);
      values.set(name, value);
      return value;
    } finally {
      reading.delete(name);
    }
  }

  function readAgain(name: string): Promise<string> {
    const value = reading.get(name) ?? fetched(name);
    reading.set(name, value);
    return value;
  }

  return {
    read: async (name) => values.get(name) ?? readAgain(name),
    readAgain,
    forget(name, refused) {
      if (values.get(name) === refused) values.delete(name);
    },
  };
}
