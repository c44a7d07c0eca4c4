import packageJson from '../../package.json' with { type: 'json' };
import { allPages } from './pages.ts';

/** The npm scripts of package.json. */
export const scripts: Readonly<Record<string, string>> = packageJson.scripts;
/** `flags` are those behind `--`, which the script itself reads. */
export type Command = Readonly<{ script: string; flags: readonly string[] }>;

/** The npm scripts that a piece of code runs. */
export function commandsIn(code: string): readonly Command[] {
  const commands = code
    .replaceAll(/\\\n\s*/g, ' ')
    .matchAll(/\bnpm (?:run (?:-s |--silent )?([a-z][\w:-]*)|(start|test))([^\n#&|`]*)/g);
  return (
    [...commands]
      // `npm run localstack:…` stands for several.
      .filter(([, script = '']) => !script.endsWith(':'))
      .map(([, script, short, rest = '']) => {
        const [, own = ''] = rest.split(/ -- /, 2);
        const flags = own.split(/\s+/).filter((word) => /^--?[a-z]/.test(word));
        return { script: script ?? short ?? '', flags: flags.map((flag) => flag.split('=')[0] ?? flag) };
      })
  );
}

/** The changelog and the decisions tell what was so then. */
const isHistory = (file: string) => file === 'CHANGELOG.md' || file.startsWith('docs/decisions/');
/** The npm commands in the pages, but for those that tell of an earlier time. */
export const commands = allPages()
  .filter(({ file }) => !isHistory(file))
  .flatMap(({ file, code }) => code.flatMap(({ text }) => commandsIn(text)).map((command) => ({ file, ...command })));
