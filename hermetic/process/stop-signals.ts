const parentCheckMs = 250;

/** Read on load, because npm may end during the start. */
const parent = process.ppid;

/**
 * Calls `stop` once, with the reason: a signal, or the end of the npm process that started this one. Returns a function for
 * other reasons to stop.
 */
export function onStopSignal(stop: (reason: string) => void): (reason: string) => void {
  let stopping = false;
  // A Ctrl-C arrives twice: from the terminal, and passed on by npm.
  const once = (reason: string) => {
    if (stopping) return;
    stopping = true;
    stop(reason);
  };
  process.on('SIGINT', once);
  process.on('SIGTERM', once);
  // Neither npm nor its shell passes on a SIGTERM.
  if (process.env.npm_command === undefined) return once;
  setInterval(() => {
    if (process.ppid !== parent) once('npm ended');
  }, parentCheckMs).unref();
  return once;
}
