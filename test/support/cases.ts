/** Whether this run is `npm test`, which takes few cases of generated tests and of long tables. */
export const takesFewCases = process.env.FACES === 'few';

/**
 * How many generated cases a test takes: a few in `npm test`, all of them in the soak tests (`repeated` in
 * vitest.config.ts) and where FACES is not set.
 */
export const casesOf = ({ all, few }: Readonly<{ all: number; few: number }>): number => (takesFewCases ? few : all);
