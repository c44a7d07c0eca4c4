import { credentials } from '../engine/credentials.ts';
import { region } from '../template/physical-ids.ts';

/** Variables that every function gets in addition to its template's, so that the AWS SDK finds the engine. */
export const functionEnvironment = (dynamodbEndpoint: string) => ({
  AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});
