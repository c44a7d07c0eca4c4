import { expect } from 'vitest';
import type { RefusalCode, RefusalDetails } from '../../src/domain/refusal.ts';

/** Matches the refusal that a call must throw: `expect(call).toThrow(refusal('amount_format'))`. */
export const refusal = (code: RefusalCode, details: RefusalDetails = {}): Error =>
  expect.objectContaining({ name: 'Refusal', code, details: expect.objectContaining(details) });
