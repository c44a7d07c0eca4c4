/** Values of options by name; the first value is the default. */
export type OptionValues<Value> = Readonly<Record<string, readonly Value[]>>;

type Choice<Value> = Readonly<Record<string, Value>>;

/**
 * Few combinations in which every pair of values of two options occurs, unless `isAllowed` refuses the pair. Greedy, so not
 * the smallest number.
 */
export function pairwise<Value>(
  options: OptionValues<Value>,
  isAllowed: (choice: Choice<Value>) => boolean,
): readonly Choice<Value>[] {
  const names = Object.keys(options);
  const pairs = names.flatMap((name, at) =>
    names
      .slice(at + 1)
      .flatMap((other) =>
        (options[name] ?? []).flatMap((value) =>
          (options[other] ?? []).map((against) => ({ [name]: value, [other]: against })),
        ),
      ),
  );
  let uncovered = pairs.filter(isAllowed);
  const rows: Choice<Value>[] = [];
  while (uncovered.length > 0) {
    const row = rowCovering(uncovered, options, isAllowed);
    rows.push(row);
    uncovered = uncovered.filter((pair) => !covers(row, pair));
  }
  return rows;
}

const covers = <Value>(row: Choice<Value>, pair: Choice<Value>): boolean =>
  Object.entries(pair).every(([name, value]) => row[name] === value);

/** The first uncovered pair, and for every other option the value that covers most. */
function rowCovering<Value>(
  uncovered: readonly Choice<Value>[],
  options: OptionValues<Value>,
  isAllowed: (choice: Choice<Value>) => boolean,
): Choice<Value> {
  let row: Choice<Value> = { ...uncovered[0] };
  for (const [name, values] of Object.entries(options)) {
    if (name in row) continue;
    const gain = (value: Value) =>
      uncovered.filter((pair) => name in pair && covers({ ...row, [name]: value }, pair)).length;
    const [best] = values
      .filter((value) => isAllowed({ ...row, [name]: value }))
      .toSorted((one, other) => gain(other) - gain(one));
    if (best === undefined) throw new Error(`no value of ${name} is allowed in ${JSON.stringify(row)}`);
    row = { ...row, [name]: best };
  }
  return row;
}
