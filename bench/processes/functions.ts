import { Lambda } from '../../hermetic/lambda/lambda.ts';
import type { FunctionDefinition } from '../../hermetic/template/app-definition.ts';

type ProxyResponse = Readonly<{ statusCode: number; headers?: Readonly<Record<string, string>>; body?: string }>;

export type Functions = Readonly<{
  /** Invokes a function as API Gateway or a stream would. Rejects if the function throws. */
  invoke: <Result = ProxyResponse>(declared: FunctionDefinition, event: object) => Promise<Result>;
  stop: () => Promise<void>;
}>;

/** Runs functions in separate processes like the hermetic environment, against this DynamoDB and these services. */
export function startFunctions(
  declared: readonly FunctionDefinition[],
  endpoint: string,
  services: string,
  concurrency = 1,
): Functions {
  const lambda = new Lambda(
    {
      stage: 'bench',
      tables: [],
      functions: new Map(declared.map((one) => [one.logicalId, one])),
      apis: [],
      eventSources: [],
      expiries: [],
      schedules: [],
    },
    {
      functionEnvironment: {
        AWS_ENDPOINT_URL_DYNAMODB: endpoint,
        AWS_ENDPOINT_URL_LAMBDA: services,
        TRIP_SERVICE_URL: services,
        NOTIFICATION_SERVICE_URL: services,
      },
      concurrency,
      log: () => {},
    },
  );
  return {
    async invoke<Result>({ logicalId, name }: FunctionDefinition, event: object) {
      const { payload, functionError } = await lambda.invoke(logicalId, event);
      if (functionError !== undefined) throw new Error(`${name} failed: ${payload}`);
      return JSON.parse(payload) as Result;
    },
    stop: () => lambda.stop(1_000),
  };
}
