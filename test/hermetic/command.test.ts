import { describe, expect, it } from 'vitest';
import { CommandRefusal, exitCodeOf, messageOf } from '../../hermetic/process/command.ts';

const wrongOption = Object.assign(new TypeError('Unknown option --prot'), {
  code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION',
});

describe('an error of a command-line program becomes one line and an exit code', () => {
  it.each([
    ['a refusal', new CommandRefusal('stop that one'), 'stop that one', 2],
    ['a failed refusal', new CommandRefusal('no engine', 1), 'no engine', 1],
    ['an unknown option', wrongOption, 'Unknown option --prot', 2],
    ['an error with a cause', new Error('no answer', { cause: new Error('refused') }), 'no answer: refused', 1],
    [
      'an error with several causes',
      new AggregateError([new Error('::1'), new Error('127.0.0.1')]),
      '::1; 127.0.0.1',
      1,
    ],
    ['a value that is not an Error', 'broken', 'broken', 1],
  ])('for %s', (_, error, message, exitCode) => {
    expect([messageOf(error), exitCodeOf(error)]).toEqual([message, exitCode]);
  });
});
