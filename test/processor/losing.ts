import type { Io } from '../../src/runtime/io.ts';
import type { ProcessorBench } from './contract.ts';

type Call = Io['call'];

/** The same call, over a network that loses what it is told to. */
export function losing(call: Call): Readonly<{ call: Call; network: NonNullable<ProcessorBench['network']> }> {
  let next: 'connection' | 'request' | 'answer' | undefined;
  let onlyOf: string | undefined;
  let sent = 0;
  return {
    network: {
      lose: (what, method) => {
        next = what;
        onlyOf = method;
      },
      sent: () => sent,
    },
    call: async (url, request) => {
      const lost = onlyOf === undefined || request.method === onlyOf ? next : undefined;
      if (lost !== undefined) next = undefined;
      if (lost === 'connection') throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
      sent++;
      if (lost === 'request') throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      const answer = await call(url, request);
      if (lost === 'answer') throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      return answer;
    },
  };
}
