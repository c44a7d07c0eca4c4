import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';

const source = readFileSync(join(import.meta.dirname, '..', '..', 'generated', 'openapi.json'), 'utf8');

/** Linter findings, with all recommended rules as errors. */
async function complaints(text: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source: text, absoluteRef: '/openapi.json', config });
  return problems.map(({ ruleId, message, location }) => `${ruleId} at ${location[0]?.pointer}: ${message}`);
}

describe('openapi.json', () => {
  it('openapi.json is valid OpenAPI 3.1 without linter findings', async () => {
    expect(JSON.parse(source).openapi).toMatch(/^3\.1\./);
    expect(await complaints(source)).toEqual([]);
  });

  it('the linter detects a violation', async () => {
    const broken = source.replace('"summary": "Create a payment"', '"sumary": "Create a payment"');
    expect((await complaints(broken)).join()).toContain('sumary');
  });
});
