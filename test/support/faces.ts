/**
 * Ways to reach the service that this run tests: `npm test` takes a few that differ most, `npm run test:soak` the rest, so each
 * is tested once in CI. Without FACES, all.
 */
export function facesOf<Face>(
  all: readonly (readonly [name: string, face: Face])[],
  few: readonly string[],
): readonly (readonly [name: string, face: Face])[] {
  const unknown = few.filter((name) => !all.some(([known]) => known === name));
  if (unknown.length > 0) throw new Error(`there are no faces ${unknown.join()}`);
  const chosen = process.env.FACES;
  if (chosen === undefined) return all;
  return all.filter(([name]) => few.includes(name) === (chosen === 'few'));
}
