const parentCheckMs = 250;

/** Read at once: npm may end while we start. */
const parent = process.ppid;

/** Calls `stop` once, with what asked for it: a signal, or the end of the npm that started this process. */
export function onStopSignal(stop: (reason: string) => void): void {
  let stopping = false;
  // npm passes on a Ctrl-C that the terminal has sent to us as well: whatever comes second is ignored.
  const once = (reason: string) => {
    if (stopping) return;
    stopping = true;
    stop(reason);
  };
  process.on('SIGINT', once);
  process.on('SIGTERM', once);
  // A SIGTERM to npm ends npm and its shell, and neither passes it on.
  if (process.env.npm_command === undefined) return;
  setInterval(() => {
    if (process.ppid !== parent) once('npm ended');
  }, parentCheckMs).unref();
}
