import { intentId, type KeyStore, type StoredRequest } from './key-store.ts';

/** Forgets everything with the process: for tests, and for programs whose purchases end with them. */
export function memoryKeys(): KeyStore {
  const requests = new Map<string, StoredRequest>();
  const open = new Set<string>();
  return {
    async claim(request) {
      const id = intentId(request);
      const stored = requests.get(id);
      if (stored) return stored;
      requests.set(id, request);
      open.add(id);
      return request;
    },
    async answered(request) {
      open.delete(intentId(request));
    },
    async *unanswered() {
      for (const id of [...open]) {
        const request = requests.get(id);
        if (request) yield request;
      }
    },
  };
}
