import { CommandRefusal } from '../../hermetic/process/command.ts';

const endMark = '<!-- end of figures -->';
const beginMark = (command: string) => `<!-- figures: ${command} -->`;

/** A page, and the command that writes the figures in it. */
export type Page = Readonly<{ file: string; command: string }>;

/** The page's text with its figures replaced. Throws a Refusal if the page lacks the marks around them. */
export function withSection(text: string, section: string, { file, command }: Page): string {
  const begin = beginMark(command);
  const from = text.indexOf(begin);
  // A page may have several sections, each with its own end.
  const to = from < 0 ? -1 : text.indexOf(endMark, from);
  if (to < 0) throw new CommandRefusal(`${file} lacks the lines "${begin}" and "${endMark}", in this order.`);
  return `${text.slice(0, from)}${begin}\n\n${section}\n\n${text.slice(to)}`;
}
