type Selector = Readonly<{
  metric: string;
  matchers: readonly Readonly<{ label: string; value: string }>[];
  /** It is the argument of rate() or increase(). */
  rated: boolean;
}>;

export type PromqlReferences = Readonly<{
  selectors: readonly Selector[];
  /** Labels that an aggregation keeps. */
  labels: readonly string[];
}>;

const otherWords = new Set(['and', 'by', 'bool', 'ignoring', 'offset', 'on', 'or', 'unless', 'without']);
const functions = new Set(['sum', 'max', 'rate', 'increase']);
const token =
  /\s+|(?<number>\d+(?:\.\d+)?)(?![a-z])|by \((?<labels>[a-z_, ]+)\)|(?<name>[a-z_][a-z0-9_]*)(?:\{(?<matchers>[^}]*)\})?(?<range>\[\d+[smhd]\])?|[()/*]/y;
const matcher = /^([a-z_]+)(?:=|!=)"([^"]*)"$/;

/**
 * The series and labels that a query of Prometheus names. Understands the part of PromQL that our dashboard uses, and throws
 * on anything else, so that no query passes unread.
 */
export function promqlReferences(query: string): PromqlReferences {
  const selectors: Selector[] = [];
  const labels: string[] = [];
  let calls: readonly string[] = [];
  token.lastIndex = 0;
  for (let at = 0; at < query.length; at = token.lastIndex) {
    const found = token.exec(query);
    if (found === null || otherWords.has(found.groups?.name ?? ''))
      throw new Error(`PromQL that this test does not understand: ${query.slice(at)}`);
    const { name, matchers, range, labels: kept } = found.groups ?? {};
    if (kept !== undefined) labels.push(...kept.split(',').map((label) => label.trim()));
    if (name !== undefined && functions.has(name)) calls = [...calls, name];
    else if (name !== undefined) {
      const rated = calls.at(-1) === 'rate' || calls.at(-1) === 'increase';
      if (rated !== (range !== undefined))
        throw new Error(`${name} has a range without rate(), or the other way round`);
      selectors.push({ metric: name, rated, matchers: matchersIn(matchers) });
    }
    if (found[0] === ')') calls = calls.slice(0, -1);
  }
  return { selectors, labels };
}

function matchersIn(text: string | undefined): Selector['matchers'] {
  return (text ?? '')
    .split(',')
    .filter(Boolean)
    .map((each) => {
      const [, label, value] = matcher.exec(each.trim()) ?? [];
      if (label === undefined || value === undefined) throw new Error(`not a matcher: ${each}`);
      return { label, value };
    });
}
