import { describe, expect, it } from 'vitest';
import { exitCodeOf, messageOf, Refusal } from '../../hermetic/process/command.ts';

const wrongOption = Object.assign(new TypeError('Unknown option --prot'), {
  code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION',
});

describe('an error of a command line program', () => {
  it.each([
    ['refused', new Refusal('stop that one'), 'stop that one', 2],
    ['failed', new Refusal('no engine', 1), 'no engine', 1],
    ['called with a wrong option', wrongOption, 'Unknown option --prot', 2],
    ['with a cause', new Error('no answer', { cause: new Error('refused') }), 'no answer: refused', 1],
    ['of many causes', new AggregateError([new Error('::1'), new Error('127.0.0.1')]), '::1; 127.0.0.1', 1],
    ['that is no Error', 'broken', 'broken', 1],
  ])('%s', (_, error, message, exitCode) => {
    expect([messageOf(error), exitCodeOf(error)]).toEqual([message, exitCode]);
  });
});
