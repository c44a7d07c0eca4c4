/** How a debugger gets into the processes of functions. */
export type Inspection = Readonly<{
  execArgv: readonly string[];
  /** Win over the variables of a function's template. */
  variables: Readonly<Record<string, string>>;
}>;

/** A breakpoint holds a function for longer than its time-out. A day is as good as none, and `setTimeout` takes it. */
export const inspectedTimeoutMs = 24 * 60 * 60 * 1000;

/** By these an editor follows a program that it launched into its child processes. */
const followed = ['NODE_OPTIONS', 'VSCODE_INSPECTOR_OPTIONS'];

/** Each process listens on a free port of this machine, and is followed by the editor that launched this one. */
export function inspectionFrom(variables: Readonly<Record<string, string | undefined>>): Inspection {
  const given = followed.flatMap((name) => {
    const value = variables[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    // Errors in the log then name lines of the sources.
    execArgv: ['--inspect=127.0.0.1:0', '--enable-source-maps'],
    variables: Object.fromEntries(given),
  };
}

/** The address in the line that Node writes to stderr when its debugger listens; undefined in any other line. */
export const debuggerUrlIn = (text: string): string | undefined =>
  /^Debugger listening on (ws:\/\/\S+)$/.exec(text.trim())?.[1];
