import { emitKeypressEvents, type Key } from 'node:readline';

/** Actions by key. They run one after the other. */
export type KeyActions = Readonly<Record<string, () => Promise<void> | void>>;

/** Listens for single keys on the terminal until `close`. Ctrl-C still sends SIGINT to this process. */
export function listenToKeys(actions: KeyActions, onProblem: (error: unknown) => void): Readonly<{ close(): void }> {
  const { stdin } = process;
  let last: Promise<void> = Promise.resolve();
  const pressed = (_text: string | undefined, { name = '', ctrl = false }: Key) => {
    // In raw mode, the terminal does not turn Ctrl-C into a signal.
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
