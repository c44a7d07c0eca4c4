import { describe, expect, it } from 'vitest';
import { addedFields, fingerprintBy } from '../../src/domain/fingerprint.ts';
import { fingerprintOf } from '../../src/domain/identity.ts';

const fingerprint = fingerprintBy('amount', 'currency');
const request = { amount: '1099', currency: 'USD' };
const same = () => fingerprint(request);

describe('the fingerprint of a request', () => {
  it.each([
    ['hashes the fields of the first release by position', () => fingerprintOf('1099', 'USD'), true],
    ['has null for one of them that is absent', () => fingerprintOf('1099', null), false],
    ['has no trace of newer fields that are absent', () => fingerprint(request, {}), true],
    ['has no trace of one that is undefined', () => fingerprint(request, addedFields({ note: undefined })), true],
    ['depends on a newer field that is present', () => fingerprint(request, { note: 'a' }), false],
    ['tells a newer field from a longer list of first ones', () => fingerprintOf('1099', 'USD', 'a'), false],
  ])('%s', (_what, other, isSame) => {
    expect(other() === same()).toBe(isSame);
  });

  it('tells newer fields apart by name and by value', () => {
    const notes = [{ note: 'a' }, { note: 'b' }, { memo: 'a' }, { note: 'a', memo: 'a' }];
    expect(new Set(notes.map((added) => fingerprint(request, added))).size).toBe(notes.length);
  });

  it('is of the newer fields that a request has', () => {
    expect(addedFields({ note: 'a', memo: undefined })).toEqual({ note: 'a' });
    expect(Object.keys(addedFields({ memo: undefined }))).toEqual([]);
  });

  it('does not depend on the order in which newer fields are declared', () => {
    const one = fingerprint(request, { note: 'a', memo: 'b' });
    expect(fingerprint(request, { memo: 'b', note: 'a' })).toBe(one);
    expect(one).toBe(fingerprintOf('1099', 'USD', '[["memo","b"],["note","a"]]'));
  });
});
