import { describe, expect, it } from 'vitest';
import { type Command, commands, commandsIn, scripts } from './npm-commands.ts';

describe('npm commands in the docs', () => {
  it('are found', () => {
    expect(commands.length).toBeGreaterThan(50);
  });

  it('are scripts of package.json', () => {
    const unknown = commands.filter(({ script }) => scripts[script] === undefined);
    expect(unknown).toEqual([]);
  });

  it.each<[string, readonly Command[]]>([
    ['npm run clock -- advance 2h', [{ script: 'clock', flags: [] }]],
    ['npm ci && npm start   # --not-this', [{ script: 'start', flags: [] }]],
    [
      'npm run deploy -- --stage a \\\n  -c b=c && npm test',
      [
        { script: 'deploy', flags: ['--stage', '-c'] },
        { script: 'test', flags: [] },
      ],
    ],
    ['npm run localstack:…', []],
  ])('are read from %j', (code, expected) => {
    expect(commandsIn(code)).toEqual(expected);
  });
});
