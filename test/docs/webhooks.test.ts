import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { newSecret, signatureHeaders } from '../../src/webhooks/signature.ts';
import { pageOf, root } from './pages.ts';

const { text } = pageOf('docs/webhooks.md');
const snippet = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(text)?.[1] ?? '';

const secret = newSecret({ newId: () => '00000000-0000-4000-8000-000000000001' });
const event = { id: 'p1:payment.completed:0', body: '{"type":"payment.completed"}' };
const headers = signatureHeaders(event, [secret], Date.now());

describe('the snippets of docs/webhooks.md', () => {
  it('the one for Node verifies a delivery, and rejects a changed one', async () => {
    const code = snippet('js')
      .replace(/^import .*$/m, '')
      .replace('export const verified =', 'return');
    const verified = new Function('Webhook', code)(Webhook);
    expect(verified(secret, event.body, headers)).toEqual({ type: 'payment.completed' });
    expect(() => verified(secret, `${event.body} `, headers)).toThrow('No matching signature');
  });

  it.skipIf(spawnSync('python3', ['--version']).error !== undefined)('the one for Python compiles', () => {
    const code = `import ast, sys; ast.parse(sys.stdin.read())`;
    const { status, stderr } = spawnSync('python3', ['-c', code], { input: snippet('python') });
    expect([status, String(stderr)]).toEqual([0, '']);
    expect(snippet('python')).toContain('Webhook(secret).verify(raw_body, headers)');
  });

  it('the one for Go calls the official library', () => {
    expect(snippet('go')).toContain('standardwebhooks.NewWebhook(secret)');
    // The program that CI compiles calls the same.
    const compiled = readFileSync(join(root, '.ci/webhooks/main.go'), 'utf8');
    expect(compiled).toContain('standardwebhooks.NewWebhook(');
    expect(compiled).toContain('webhook.Verify(');
  });
});
