import { CommandRefusal } from '../../hermetic/process/command.ts';

/** Turns a failure to listen on a port into a Refusal that names the port and, if another `npm start` has it, says so. */
export async function portRefusal(error: unknown): Promise<CommandRefusal | undefined> {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error && 'syscall' in cause && cause.syscall === 'listen')) return undefined;
  const { code, port } = cause as NodeJS.ErrnoException & Readonly<{ port?: number }>;
  if (code !== 'EADDRINUSE')
    return new CommandRefusal(`Port ${port} cannot be opened (${code}): choose another --port.`);
  const holder = (await answersAsEnvironment(Number(port))) ? 'another npm start' : 'another program';
  return new CommandRefusal(`Port ${port} is taken by ${holder}: stop it, or choose another --port.`);
}

const probeMs = 500;

async function answersAsEnvironment(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(probeMs);
    const response = await fetch(`http://127.0.0.1:${port}/_local/environment`, { signal });
    return response.ok && isDescription(await response.json());
  } catch {
    return false;
  }
}

/** Many development servers answer any path with 200: only an environment says where its data is. */
const isDescription = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'stage' in answer && 'dynamodbEndpoint' in answer;
