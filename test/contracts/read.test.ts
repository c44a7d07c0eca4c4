import { describe, expect, it } from 'vitest';
import { readUser } from '../../src/contracts/people.ts';
import { type JsonObject, parseStrictJson } from '../../src/contracts/strict-json.ts';
import { Refusal } from '../../src/domain/refusal.ts';

const ann = { username: 'ann', email: 'ann@example.com' };

/** The `detail` of the answer to a malformed user. */
function detailOf(user: object): string | undefined {
  try {
    readUser(parseStrictJson(JSON.stringify(user)) as JsonObject);
  } catch (error) {
    return error instanceof Refusal ? error.message : String(error);
  }
  return undefined;
}

describe('a refused field says what it must be', () => {
  it.each([
    ['must be a string', { ...ann, username: 7 }],
    ['must be a string', { ...ann, username: null }],
    ['must be a string', { ...ann, username: ['ann'] }],
    ['must not be empty', { ...ann, username: '' }],
    ['must have 255 characters or fewer', { ...ann, username: 'n'.repeat(256) }],
    ['must be a line of visible text', { ...ann, username: 'a\nb' }],
    ['must be a line of visible text', { ...ann, username: 'a\u202eb' }],
    ['must be a line of visible text', { ...ann, username: ' \u200d' }],
    ['must be an e-mail address', { ...ann, email: 'ann' }],
    ['the field is missing', { email: ann.email }],
  ])('%s', (detail, user) => {
    expect(detailOf(user)).toBe(detail);
  });
});

it.each([
  ['Persian, with a non-joiner', 'علی\u200cرضا'],
  ['Sinhala, with a joiner', 'ශ්\u200dරී'],
  ['an emoji of a family', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467} Doe'],
  ['letters beyond Latin', 'Zoë 张'],
])('a name may be written in %s', (_what, username) => {
  expect(detailOf({ ...ann, username })).toBeUndefined();
});
