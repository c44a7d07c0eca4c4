import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Stage } from './stage.ts';

export type GithubStackProps = StackProps & Readonly<{ stage: Stage; repository: string }>;

const issuer = 'token.actions.githubusercontent.com';
/** Roles that `cdk bootstrap` made. They may deploy; this role may only assume them. */
const bootstrapRoles = ['deploy', 'file-publishing', 'image-publishing', 'lookup'];

/**
 * The role by which a GitHub workflow deploys a stage, without stored keys. Only jobs of the repository's environment with
 * the stage's name get it, so GitHub's rules for that environment (reviewers, branches) decide who deploys. A stack of its
 * own, so that the workflow cannot change its own role.
 */
export class GithubStack extends Stack {
  constructor(scope: Construct, id: string, { stage, repository, ...props }: GithubStackProps) {
    super(scope, id, props);
    const provider = this.formatArn({ service: 'iam', region: '', resource: 'oidc-provider', resourceName: issuer });
    const role = new Role(this, 'Role', {
      roleName: `payment-service-${stage.name}-github`,
      maxSessionDuration: Duration.hours(1),
      assumedBy: new WebIdentityPrincipal(provider, {
        StringEquals: {
          [`${issuer}:aud`]: 'sts.amazonaws.com',
          [`${issuer}:sub`]: `repo:${repository}:environment:${stage.name}`,
        },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['sts:AssumeRole'],
        resources: bootstrapRoles.map((name) =>
          this.formatArn({
            service: 'iam',
            region: '',
            resource: 'role',
            resourceName: `cdk-hnb659fds-${name}-role-${this.account}-${this.region}`,
          }),
        ),
      }),
    );
    // `npm run deploy` reads both before it deploys.
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:GetAccountSettings'], resources: ['*'] }));
    const account = this.formatArn({ service: 'apigateway', account: '', resource: '/account' });
    role.addToPolicy(new PolicyStatement({ actions: ['apigateway:GET'], resources: [account] }));
    new CfnOutput(this, 'RoleArn', {
      value: role.roleArn,
      description: `Set it as the variable AWS_ROLE of environment ${stage.name} in GitHub`,
    });
  }
}
