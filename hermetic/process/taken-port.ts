import { Refusal } from './command.ts';

/** A taken port is the caller's to put right: says which one, by whom if that is another environment, and how. */
export async function portRefusal(error: unknown): Promise<Refusal | undefined> {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(error instanceof Error && cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) {
    return undefined;
  }
  const port = 'port' in cause ? Number(cause.port) : Number.NaN;
  if (!(await answersAsEnvironment(port))) return new Refusal(error.message);
  return new Refusal(`Port ${port} is taken by another npm start: stop it, or choose another --port.`);
}

const longestMs = 500;

async function answersAsEnvironment(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(longestMs);
    return (await fetch(`http://127.0.0.1:${port}/_local/environment`, { signal })).ok;
  } catch {
    return false;
  }
}
