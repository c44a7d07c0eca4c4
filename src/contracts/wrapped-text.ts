/**
 * Breaks a text between words into lines of at most `width` characters, continued lines indented by two spaces. A longer
 * word is broken where the line ends.
 */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => piecesOf(one, width - indent.length))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (lengthOf(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line];
}

const indent = '  ';
/** In code points, so that none is torn apart. */
export const lengthOf = (text: string) => [...text].length;

function piecesOf(word: string, width: number): readonly string[] {
  const characters = [...word];
  const count = Math.max(1, Math.ceil(characters.length / width));
  return Array.from({ length: count }, (_, at) => characters.slice(at * width, (at + 1) * width).join(''));
}
