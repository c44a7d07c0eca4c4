import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** What the templates declare, with every intrinsic resolved: all that the hermetic environment runs. */
export type Declared = Readonly<{
  stage: string;
  tables: readonly CreateTableCommandInput[];
  /** By logical id, of all stacks. */
  functions: ReadonlyMap<string, DeclaredFunction>;
  apis: readonly DeclaredApi[];
}>;

export type DeclaredFunction = Readonly<{
  logicalId: string;
  /** The physical name, as in AWS_LAMBDA_FUNCTION_NAME. */
  name: string;
  /** Folder of the asset that the template names. */
  codeDir: string;
  /** `index.handler` */
  handler: string;
  runtime: string;
  timeoutMs: number;
  memoryMb: number;
  environment: Readonly<Record<string, string>>;
  loggingFormat: 'JSON' | 'Text';
}>;

export type DeclaredApi = Readonly<{
  logicalId: string;
  name: string;
  stage: string;
  binaryMediaTypes: readonly string[];
  routes: readonly DeclaredRoute[];
}>;

export type DeclaredRoute = Readonly<{
  method: string;
  /** `/payments/{payment_id}` */
  path: string;
  resourceId: string;
  functionLogicalId: string;
}>;
