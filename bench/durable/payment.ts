import type { FunctionDefinition } from '../../hermetic/template/app-definition.ts';
import type { Functions } from '../processes/functions.ts';
import type { DurableExecutions } from './executions.ts';

type DurableResult = Readonly<{ Status: 'SUCCEEDED'; Result: string } | { Status: 'FAILED' | 'PENDING' }>;
type Lambda = Readonly<{ functions: Functions; executions: DurableExecutions; declared: FunctionDefinition }>;

/** Invokes a durable function synchronously by name, as Lambda does. Returns the HTTP status of its response. */
export async function invokeByName(lambda: Lambda, name: string, event: object): Promise<number> {
  const started = lambda.executions.start(name, JSON.stringify(event));
  switch (started.kind) {
    case 'conflict':
      return 409;
    case 'known':
      return statusOf(started.result);
    case 'new': {
      const returned = await lambda.functions.invoke<DurableResult>(lambda.declared, started.input);
      if (returned.Status !== 'SUCCEEDED')
        throw new Error(`Execution ${name} did not succeed: ${JSON.stringify(returned)}.`);
      lambda.executions.finish(name, returned.Result);
      return statusOf(returned.Result);
    }
  }
}

function statusOf(result: string | undefined): number {
  if (result === undefined) throw new Error('The execution is still running.');
  return (JSON.parse(result) as { statusCode: number }).statusCode;
}
