import { describe, expect, it } from 'vitest';
import { actionReport } from '../../console/action-report.ts';

const refund = { refund_id: 'r1', status: 'SUCCESS', refund_status: 'SUCCESS' };
const pending = { ...refund, refund_status: 'PENDING' };

describe('the report of an action in the console', () => {
  it.each([
    ['refund', 'done', refund, false, 'good', 'The payment was refunded.'],
    ['refund', 'done', refund, true, 'good', 'Already refunded with this key; nothing was done twice.'],
    ['capture', 'done', {}, false, 'good', 'The payment was captured.'],
    ['cancel', 'done', undefined, false, 'good', 'The payment was cancelled.'],
    ['refund', 'declined', { refund_status: 'FAILED' }, false, 'bad', 'No money has moved'],
    ['refund', 'reused', {}, false, 'bad', 'Nothing was done now'],
  ] as const)('%s that is %s with %j (replay: %s) is %s: %s', (kind, outcome, body, isReplay, tone, text) => {
    expect(actionReport(kind, { outcome, body, isReplay })).toMatchObject({
      tone,
      text: expect.stringContaining(text),
    });
  });

  it.each([false, true])(
    'a refund that the processor still works on is not called refunded (replay: %s)',
    (isReplay) => {
      const { tone, text } = actionReport('refund', { outcome: 'done', body: pending, isReplay });
      expect(tone).toBe('waiting');
      expect(text).toContain(isReplay ? 'Already sent' : 'under way');
      expect(text).not.toMatch(/refunded/i);
    },
  );
});
