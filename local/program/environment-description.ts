import type { StageTables } from '../../lib/table-name.ts';

/** What GET /_local/environment answers: where seed and reset find the data of a running environment. */
export type EnvironmentDescription = Readonly<{
  stage: string;
  dynamodbEndpoint: string;
  tables: StageTables;
}>;

/** What stands for an AWS account on this machine: the SDK insists on credentials. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
