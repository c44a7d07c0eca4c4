import { emitKeypressEvents, type Key } from 'node:readline';

/** By the key that is pressed; each runs to its end before the next. */
export type KeyActions = Readonly<Record<string, () => Promise<void> | void>>;

/** Listens to single keys on the terminal, until `close`. Ctrl-C goes on being a signal to this process. */
export function listenToKeys(actions: KeyActions, onProblem: (error: unknown) => void): Readonly<{ close(): void }> {
  const { stdin } = process;
  let last: Promise<void> = Promise.resolve();
  const pressed = (_text: string | undefined, { name = '', ctrl = false }: Key) => {
    // In raw mode the terminal no longer makes a signal of it.
    if (ctrl && name === 'c') process.kill(process.pid, 'SIGINT');
    if (ctrl) return;
    const action = actions[name];
    if (action !== undefined) last = last.then(action).catch(onProblem);
  };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.on('keypress', pressed);
  stdin.resume();
  return {
    close() {
      stdin.off('keypress', pressed);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}
