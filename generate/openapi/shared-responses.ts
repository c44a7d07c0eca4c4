type Responses = Record<string, unknown>;
type Paths = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Moves identical responses of several operations to `components.responses`, because they would be two thirds of the
 * document. Changes the operations in place and returns the shared responses by name.
 */
export function shareResponses(paths: Paths): Responses {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods) as { responses: Responses }[]);
  const uses = new Map<string, number>();
  for (const { responses } of operations) {
    for (const [status, response] of Object.entries(responses)) {
      const text = keyOf(status, response);
      uses.set(text, (uses.get(text) ?? 0) + 1);
    }
  }
  const names = namesOf([...uses].filter(([, count]) => count > 1).sort(([, one], [, other]) => other - one));
  const shared: Responses = {};
  for (const { responses } of operations) {
    for (const [status, response] of Object.entries(responses)) {
      const name = names.get(keyOf(status, response));
      if (name === undefined) continue;
      shared[name] = response;
      responses[status] = { $ref: `#/components/responses/${name}` };
    }
  }
  return Object.fromEntries(Object.entries(shared).sort(([one], [other]) => (one < other ? -1 : 1)));
}

const keyOf = (status: string, response: unknown) => `${status} ${JSON.stringify(response)}`;

/** Names such as `Problem409` and `Problem409_2`. The most frequent response of a status has no suffix. */
function namesOf(byUse: readonly (readonly [text: string, count: number])[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    byUse.map(([text]) => {
      const status = text.slice(0, 3);
      const count = (counts.get(status) ?? 0) + 1;
      counts.set(status, count);
      const name = Number(status) < 400 ? 'Response' : 'Problem';
      return [text, `${name}${status}${count > 1 ? `_${count}` : ''}`];
    }),
  );
}
