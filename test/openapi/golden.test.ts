import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routes } from '../../lib/routes.ts';
import { faultsOfAnswer } from '../support/api-schemas.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
/** Restores the timestamps and ids that are masked in golden responses. */
const unmasked = (text: string) =>
  text.replaceAll('<now>', '2026-11-21T12:00:00Z').replaceAll('<new id>', '00000000-0000-4000-8000-000000000001');

describe('golden responses conform to openapi.json', () => {
  it.each(routes)('the golden response of $name conforms to openapi.json', ({ name, method }) => {
    const event = read(`events/${name}.json`);
    const { statusCode, headers, body } = read(`test/golden/${name}.json`);
    if (body.startsWith('<generated/')) return;
    const contentType: string = headers['Content-Type'];
    const text = unmasked(body);
    const json = contentType.includes('json') ? JSON.parse(text) : text;
    expect(faultsOfAnswer(method, event.resource, { status: statusCode, contentType, json })).toEqual([]);
  });
});
