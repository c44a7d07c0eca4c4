import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allPages, pageOf } from './pages.ts';

const docs = allPages().filter(({ file }) => file === 'README.md' || file.startsWith('docs/'));

describe('the docs', () => {
  it('begin with a README of at most 150 lines that links every page', () => {
    const { text, links } = pageOf('README.md');
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(150);
    const pages = docs.map(({ file }) => file).filter((file) => /^docs\/[^/]+\.md$/.test(file));
    expect(pages.filter((file) => !links.includes(file))).toEqual([]);
  });

  it.each([
    'outbox',
    'lease',
    'fencing token',
    'backoff',
    'jitter',
    'dead-letter queue',
    'at-least-once',
    'state machine',
    'reconcile',
  ])('use the term "%s", which an engineer would search for', (term) => {
    expect(docs.filter(({ text }) => text.includes(term))).not.toEqual([]);
  });
});

describe('the decisions', () => {
  const records = docs.filter(({ file }) => /^docs\/decisions\/\d/.test(file));
  const numberOf = (file: string) => basename(file).slice(0, 4);

  it('have a number each', () => {
    const numbers = records.map(({ file }) => numberOf(file));
    expect(numbers.length).toBeGreaterThan(90);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it.each(records)('$file has a title, a date and a status', ({ text }) => {
    const [title = '', , status = ''] = text.split('\n');
    expect(title).toMatch(/^# ./);
    expect(status).toMatch(/\d{4}-\d\d-\d\d.*(proposed|accepted|rejected|superseded by \d{4})/);
  });
});
