/**
 * How many generated cases a test takes: a few in `npm test`, all of them in the soak tests (`repeated` in
 * vitest.config.ts) and where FACES is not set.
 */
export const casesOf = ({ all, few }: Readonly<{ all: number; few: number }>): number =>
  process.env.FACES === 'few' ? few : all;
