import { credentials } from '../engine/credentials.ts';
import { region } from '../template/physical.ts';

/** Variables that every function gets besides those of its template: where AWS's services are, and what clients require. */
export const functionEnvironment = (dynamodbEndpoint: string, secretsEndpoint?: string) => ({
  AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
  ...(secretsEndpoint !== undefined && { AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsEndpoint }),
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});
