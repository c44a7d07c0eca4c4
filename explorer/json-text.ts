/** A token of a JSON text with its original spelling. */
export type Token = Readonly<{ kind: 'name' | 'string' | 'number' | 'word' | 'mark' | 'space'; text: string }>;

const pieces =
  /(?<string>"(?:[^"\\]|\\.)*")(?<colon>\s*:)?|(?<number>-?\d[\d.eE+-]*)|(?<word>true|false|null)|(?<mark>[{}[\],:])|\s+/y;

/** The tokens of a JSON text, with all digits unchanged. Undefined if it is not valid JSON. */
function tokensOf(text: string): Token[] | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const tokens: Token[] = [];
  pieces.lastIndex = 0;
  for (let found = pieces.exec(text); found !== null; found = pieces.exec(text)) {
    const { string, colon, number, word, mark } = found.groups ?? {};
    if (string !== undefined) tokens.push({ kind: colon === undefined ? 'string' : 'name', text: string });
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    if (word !== undefined) tokens.push({ kind: 'word', text: word });
    if (colon !== undefined) tokens.push({ kind: 'mark', text: ':' });
    if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
  }
  return tokens;
}

/** The tokens of a JSON text with line breaks and indentation. Undefined if it is not valid JSON. */
export function prettyTokens(text: string): Token[] | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const pretty: Token[] = [];
  let depth = 0;
  const line = () => pretty.push({ kind: 'space', text: `\n${'  '.repeat(depth)}` });
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1]?.text ?? '';
    const isEmpty =
      token.kind === 'mark' && ((token.text === '{' && next === '}') || (token.text === '[' && next === ']'));
    const closes = token.kind === 'mark' && (token.text === '}' || token.text === ']');
    const before = tokens[at - 1];
    if (closes && !(before?.kind === 'mark' && (before.text === '{' || before.text === '['))) {
      depth--;
      line();
    }
    pretty.push(token);
    if (token.kind !== 'mark' || isEmpty) continue;
    if (token.text === '{' || token.text === '[') {
      depth++;
      line();
    } else if (token.text === ',') line();
    else if (token.text === ':') pretty.push({ kind: 'space', text: ' ' });
  }
  return pretty;
}

/** The members of a JSON object, with the original text of each value. Undefined if it is not a JSON object. */
export function membersOf(text: string): Map<string, string> | undefined {
  const tokens = tokensOf(text);
  if (tokens?.[0]?.text !== '{') return undefined;
  const members = new Map<string, string>();
  let depth = 0;
  let name = '';
  for (const { kind, text } of tokens.slice(1, -1)) {
    if (depth === 0 && kind === 'name') {
      name = JSON.parse(text);
      members.set(name, '');
    } else if (!(depth === 0 && kind === 'mark' && (text === ':' || text === ','))) {
      members.set(name, (members.get(name) ?? '') + text);
    }
    if (kind === 'mark' && (text === '{' || text === '[')) depth++;
    if (kind === 'mark' && (text === '}' || text === ']')) depth--;
  }
  return members;
}

/** JSON text of an object whose values are JSON text already, with one member per line. */
export function objectText(members: Iterable<readonly [name: string, json: string]>): string {
  const lines = [...members].map(([name, json]) => `  ${JSON.stringify(name)}: ${json}`);
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n}`;
}

/** A JSON text on a single line. Returns the text unchanged if it is not valid JSON. */
export function lineText(text: string): string {
  const space = (token: Token, next: Token | undefined) =>
    token.kind === 'mark' && (token.text === ':' || token.text === ',') && next !== undefined
      ? `${token.text} `
      : token.text;
  const tokens = tokensOf(text);
  return tokens?.map((token, at) => space(token, tokens[at + 1])).join('') ?? text;
}
