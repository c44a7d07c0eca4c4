import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { newSecret, signatureHeaders } from '../../src/webhooks/signature.ts';
import { missing, webhooksGo, webhooksPython } from '../support/peers.ts';

let ids = 0;
const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;

const program = `
import json, sys
from standardwebhooks.webhooks import Webhook
results = []
for one in json.load(sys.stdin):
    try:
        Webhook(one["secret"]).verify(one["body"].encode(), one["headers"])
        results.append(True)
    except Exception:
        results.append(False)
print(json.dumps(results))
`;

/** Each program reads deliveries as JSON from stdin, and prints whether each verifies. */
const libraries = [
  { language: 'Python', command: webhooksPython, args: ['-c', program] },
  { language: 'Go', command: webhooksGo, args: [] },
] as const;

describe.each(libraries)('the official library for $language', ({ language, command, args }) => {
  const suffix = command === undefined ? missing(`standardwebhooks for ${language}`) : '';

  it.skipIf(command === undefined)(
    `verifies 1,000 deliveries before, during and after a rotation, and rejects a changed byte${suffix}`,
    () => {
      const [old, current] = [newSecret({ newId }), newSecret({ newId })];
      const phases = [[old], [current, old], [current]];
      const deliveries = Array.from({ length: 1_000 }, (_, number) => {
        const secrets = phases[number % 3] ?? [];
        const event = { id: `p${number}:payment.completed:0`, body: JSON.stringify({ note: `ünïcode ${number}` }) };
        const headers = signatureHeaders(event, secrets, Date.now());
        const isChanged = number % 10 === 9;
        const body = isChanged ? event.body.replace('note', 'nota') : event.body;
        return { secret: secrets.at(-1), body, headers, isChanged };
      });
      const { stdout, stderr } = spawnSync(command ?? '', args, { input: JSON.stringify(deliveries) });
      expect(String(stderr)).toBe('');
      expect(JSON.parse(String(stdout))).toEqual(deliveries.map(({ isChanged }) => !isChanged));
    },
  );
});
