/** Secrets by name. Values are cached for the life of the execution environment, and never logged. */
export type Secrets = Readonly<{
  /** Rejects with SecretUnavailable. */
  read: (name: string) => Promise<string>;
  /** Drops a value that was refused, so that a rotated secret is read again. A newer value stays. */
  forget: (name: string, refused: string) => void;
}>;

export class SecretUnavailable extends Error {
  override readonly name = 'SecretUnavailable';
  /** A person has to mend it: the secret does not exist, or this function may not read it. */
  readonly isPermanent: boolean;

  constructor(message: string, isPermanent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.isPermanent = isPermanent;
  }
}

/** Caches what `fetch` resolves with; calls that come meanwhile wait for the same read. */
export function cachedSecrets(fetch: (name: string) => Promise<string>): Secrets {
  const values = new Map<string, Promise<string>>();
  const known = new Map<string, string>();

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

  return {
    read(name) {
      const value = values.get(name) ?? fetched(name);
      values.set(name, value);
      return value;
    },
    forget(name, refused) {
      if (known.get(name) !== refused) return;
      known.delete(name);
      values.delete(name);
    },
  };
}
