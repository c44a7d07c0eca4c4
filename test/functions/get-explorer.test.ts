import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/explorer/get-explorer.ts';
import { call } from '../support/call.ts';
import { World } from '../support/world.ts';

const page = (path: string) => call(handler, new World(), `GET ${path}`);
const hashed = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('GET /explorer', () => {
  it('answers with a page, at the root, too', async () => {
    const [named, root] = [await page('/explorer'), await page('/')];
    expect(named.status).toBe(200);
    expect(named.headers).toMatchObject({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'public, max-age=60',
    });
    expect(root.body).toBe(named.body);
  });

  it.each(['script', 'style'])('runs and shows its own %s, and no other', async (part) => {
    const { headers, body } = await page('/explorer');
    const [whole, content = ''] = new RegExp(`<${part}[^>]*>([\\s\\S]*?)</${part}>`).exec(body) ?? [];
    expect(whole).toBeDefined();
    expect(String(headers['Content-Security-Policy']).split('; ')).toContain(`${part}-src ${hashed(content)}`);
  });

  it('calls nobody but its own API, and loads nothing', async () => {
    const { headers, body } = await page('/explorer');
    expect(String(headers['Content-Security-Policy']).split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"]),
    );
    expect(body.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')).not.toMatch(/https?:|\son\w+=|\ssrc=|style="/);
  });

  it('is small', async () => {
    expect(Buffer.byteLength((await page('/explorer')).body)).toBeLessThan(60_000);
  });
});

describe('GET /console', () => {
  it.each(['/console', '/console/'])(
    'answers %s with a page that runs and shows only its own scripts and style',
    async (path) => {
      const { status, headers, body } = await page(path);
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'public, max-age=60',
      });
      const [head = '', script = ''] = [...body.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text);
      const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(body) ?? [];
      expect(String(headers['Content-Security-Policy']).split('; ')).toEqual([
        "default-src 'none'",
        "connect-src 'self'",
        'img-src data:',
        `script-src 'self' ${hashed(head)} ${hashed(script)}`,
        `style-src ${hashed(style)}`,
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ]);
      expect(body.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')).not.toMatch(/https?:|\son\w+=|\ssrc=|style="/);
    },
  );

  it('has at most 100,000 bytes without its charts, uncompressed', async () => {
    expect(Buffer.byteLength((await page('/console')).body)).toBeLessThan(100_000);
  });

  it('asks for the newest payments in its head, before anything else', async () => {
    const { body } = await page('/console');
    const [upToScript = ''] = body.split('</script>');
    expect(upToScript).toContain('/v1/payments?');
    expect(upToScript).not.toContain('<style');
    expect(Buffer.byteLength(upToScript)).toBeLessThan(1_400);
  });

  it('is sent gzipped to a browser', async () => {
    const headers = { 'Accept-Encoding': 'gzip' };
    const packed = await call(handler, new World(), 'GET /console', { headers });
    expect(packed.headers).toMatchObject({ 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' });
    expect(gunzipSync(Buffer.from(packed.body, 'base64')).toString()).toBe((await page('/console')).body);
  });

  it('serves its charts as a script of their own', async () => {
    const { headers, body } = await call(handler, new World(), 'GET /console', { query: { asset: 'charts' } });
    expect(headers).toMatchObject({ 'Content-Type': 'text/javascript; charset=utf-8' });
    expect(body).toMatch(/export\s*{[^}]*\w+ as UPlot\b/);
  });
});
