/**
 * The rows of a table of tests that this run takes: `npm test` takes a few that differ most, `npm run test:soak` the rest, so
 * each is tested once in CI. Rows begin with their names. Without FACES, all.
 */
export function facesOf<Row extends readonly [name: string, ...unknown[]]>(
  all: readonly Row[],
  few: readonly string[],
): readonly Row[] {
  const unknown = few.filter((name) => !all.some(([known]) => known === name));
  if (unknown.length > 0) throw new Error(`there are no faces ${unknown.join()}`);
  const chosen = process.env.FACES;
  if (chosen === undefined) return all;
  return all.filter(([name]) => few.includes(name) === (chosen === 'few'));
}
