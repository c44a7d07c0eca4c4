import { useCallback, useLayoutEffect, useState } from 'preact/hooks';
import { ApiError } from './api.ts';

/** Something that is read from the API. What was read before stays while it is read again. */
export type Loaded<T> = Readonly<{
  data: T | undefined;
  error: ApiError | undefined;
  isLoading: boolean;
  reload: () => void;
}>;

/** Reads when the page shows it, and again whenever `what` changes. `what` names everything that `read` depends on. */
export function useLoad<T>(what: string, read: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ what: string; data?: T; error?: ApiError; isLoading: boolean }>({
    what,
    isLoading: true,
  });
  const [round, setRound] = useState(0);
  // A layout effect, because others run after the next paint: the request would wait for it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `what` stands for all that `read` closes over
  useLayoutEffect(() => {
    const abort = new AbortController();
    setState((before) => (before.what === what ? { ...before, isLoading: true } : { what, isLoading: true }));
    read(abort.signal).then(
      (data) => !abort.signal.aborted && setState({ what, data, isLoading: false }),
      (error: unknown) => {
        if (!abort.signal.aborted) setState((before) => ({ ...before, error: asApiError(error), isLoading: false }));
      },
    );
    return () => abort.abort();
  }, [what, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const isCurrent = state.what === what;
  return {
    data: isCurrent ? state.data : undefined,
    error: isCurrent ? state.error : undefined,
    isLoading: state.isLoading || !isCurrent,
    reload,
  };
}

const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError(0, { detail: error instanceof Error ? error.message : String(error) });
