import { membersOf, objectText } from './json-text.ts';

/** Values that were entered for a request: enough to send it again, without credentials. */
export type EnteredValues = Readonly<{
  /** Values in the path, the query and headers, by name. */
  parameters: Readonly<Record<string, string>>;
  body?: string | undefined;
}>;

/** A request that was sent, and how it was answered. `status` is 0 if it was not. */
export type SentRequest = EnteredValues &
  Readonly<{ at: string; operationId: string; method: string; path: string; status: number }>;

export type RequestHistory = Readonly<{
  /** Newest first. */
  all: () => readonly SentRequest[];
  add: (request: SentRequest) => void;
  clear: () => void;
}>;

export const mostRequests = 50;
/** A longer body is not kept. 50 requests of this size are far below what browsers allow. */
export const mostBodyCharacters = 4_000;

/** Keeps the latest requests in the browser. Without storage, such as in a private window, it stays empty. */
export function requestHistory(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  name: string,
): RequestHistory {
  const all = (): readonly SentRequest[] => {
    try {
      const stored: unknown = JSON.parse(storage.getItem(name) ?? '[]');
      return Array.isArray(stored) ? stored.filter(isSentRequest) : [];
    } catch {
      return [];
    }
  };
  return {
    all,
    add: (request) => {
      try {
        // Another tab may have added some: they are read again.
        storage.setItem(name, JSON.stringify([withoutSecrets(request), ...all()].slice(0, mostRequests)));
      } catch {
        // No space, or no storage: the request was sent all the same.
      }
    },
    clear: () => {
      try {
        storage.removeItem(name);
      } catch {
        // There is nothing to remove.
      }
    },
  };
}

/** The browser's storage. Reading it throws where it is switched off; then nothing is kept. */
export function localStorageOrNone(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => {}, removeItem: () => {} };
  }
}

/** Another version of this page may have stored something else. */
const isSentRequest = (value: unknown): value is SentRequest =>
  typeof value === 'object' &&
  value !== null &&
  ['at', 'operationId', 'method', 'path'].every((name) => typeof Reflect.get(value, name) === 'string') &&
  typeof Reflect.get(value, 'status') === 'number' &&
  typeof Reflect.get(value, 'parameters') === 'object' &&
  Reflect.get(value, 'parameters') !== null;

const secretName = /secret|password|token|signature|credential|authorization|api.?key|cvc|cvv/i;
/** The number of a payment card, or a URL with a password. The service accepts neither, but somebody may have tried. */
const secretValue = /(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])|:\/\/[^/\s"]*@/;

const isSecret = (name: string, value: string): boolean => secretName.test(name) || secretValue.test(value);

/** The request without what may be a secret, and without a body that is too long. */
function withoutSecrets({ parameters, body, path, ...request }: SentRequest): SentRequest {
  const kept = Object.entries(parameters).filter(([name, value]) => !isSecret(name, value));
  return {
    ...request,
    // Parameters are part of the path.
    path: kept.length === Object.keys(parameters).length ? path : '',
    parameters: Object.fromEntries(kept),
    body: body === undefined ? undefined : keptBody(body),
  };
}

function keptBody(body: string): string | undefined {
  const members = membersOf(body);
  if (members === undefined || body.length > mostBodyCharacters) return undefined;
  const isKept = ([name, json]: readonly [string, string]) => !isSecret(name, json) && !secretName.test(json);
  return objectText([...members].filter(isKept));
}
