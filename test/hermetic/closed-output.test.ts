import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { onClosedOutput } from '../../hermetic/process/closed-output.ts';

/** Emits an error of the output, and tells whether the program was ended or the error thrown. */
function after(code: string): Readonly<{ ended: number; thrown: unknown }> {
  const output = new EventEmitter();
  let ended = 0;
  onClosedOutput(() => {
    ended++;
  }, output);
  try {
    output.emit('error', Object.assign(new Error('write failed'), { code }));
    return { ended, thrown: undefined };
  } catch (thrown) {
    return { ended, thrown };
  }
}

it.each(['EPIPE', 'ERR_STREAM_DESTROYED'])('a program ends quietly after %s, because nobody reads it', (code) => {
  expect(after(code)).toEqual({ ended: 1, thrown: undefined });
});

it('any other error of the output is thrown', () => {
  expect(after('ENOSPC')).toEqual({ ended: 0, thrown: expect.objectContaining({ code: 'ENOSPC' }) });
});
