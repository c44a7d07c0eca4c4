import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ProcessorOptions } from './processor-options.ts';

/** Permission to read the processors' secrets and no other. Secrets Manager appends a hyphen and six random characters to an ARN. */
export function processorPermissions(scope: Construct, { providers }: ProcessorOptions): readonly PolicyStatement[] {
  return providers.map(({ secretName }) => {
    const arn = Stack.of(scope).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${secretName}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [arn] });
  });
}
