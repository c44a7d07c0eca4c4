/** Lets a debugger attach to the processes of functions. */
export type Inspection = Readonly<{
  execArgv: readonly string[];
  /** Override the variables of a function's template. */
  variables: Readonly<Record<string, string>>;
}>;

/** A breakpoint holds a function for longer than its timeout. A day is as good as no timeout, and within the range of `setTimeout`. */
export const inspectedTimeoutMs = 24 * 60 * 60 * 1000;

/** Variables by which an editor follows a program that it launched into the program's child processes. */
const editorVariables = ['NODE_OPTIONS', 'VSCODE_INSPECTOR_OPTIONS'];

/** Each process listens on a free port of this machine. An editor that launched this process follows into its children. */
export function inspectionFrom(variables: Readonly<Record<string, string | undefined>>): Inspection {
  const given = editorVariables.flatMap((name) => {
    const value = variables[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    // With source maps, stack traces in the log name lines of the sources.
    execArgv: ['--inspect=127.0.0.1:0', '--enable-source-maps'],
    variables: Object.fromEntries(given),
  };
}

/** Finds the debugger's URL in the line that Node writes to stderr when its inspector listens. */
export const debuggerUrlIn = (text: string): string | undefined =>
  /^Debugger listening on (ws:\/\/\S+)$/.exec(text.trim())?.[1];
