/** Does something with each of some values, so many at once: another begins when an earlier one has ended, however that ended. */
export function atMost<Value, Result>(
  most: number,
  values: readonly Value[],
  each: (value: Value) => Promise<Result>,
): readonly Promise<Result>[] {
  const results: Promise<Result>[] = [];
  for (const value of values) {
    const begin = () => each(value);
    const earlier = results[results.length - most];
    results.push(earlier === undefined ? begin() : earlier.then(begin, begin));
  }
  return results;
}
