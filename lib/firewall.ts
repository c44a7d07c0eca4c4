import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Stage } from './stage.ts';

type RuleSet = Readonly<{
  name: string;
  /** Rules that only count, because requests of well-behaved programs match them. */
  counted?: readonly string[];
}>;

/** https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
const ruleSets: readonly RuleSet[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList' },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet' },
  {
    name: 'AWSManagedRulesCommonRuleSet',
    // Callers are programs, some without a User-Agent. Functions limit the size of a body themselves, and answer 413.
    counted: ['NoUserAgent_HEADER', 'SizeRestrictions_BODY'],
  },
];

/** A web ACL with AWS's managed rules before an API. A request that it refuses reaches no function. */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, { api, stage }: Readonly<{ api: RestApi; stage: Stage }>) {
    super(scope, id);
    const name = `payment-service-${stage.name}`;
    const measured = (metricName: string) => ({
      cloudWatchMetricsEnabled: true,
      metricName,
      // Samples would show parts of requests to everybody who may look at the ACL.
      sampledRequestsEnabled: false,
    });
    const acl = new CfnWebACL(this, 'Acl', {
      name,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: measured(name),
      rules: ruleSets.map((set, priority) => ({
        name: set.name,
        priority,
        overrideAction: { none: {} },
        visibilityConfig: measured(set.name),
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name: set.name,
            ruleActionOverrides: (set.counted ?? []).map((rule) => ({ name: rule, actionToUse: { count: {} } })),
          },
        },
      })),
    });
    new CfnWebACLAssociation(this, 'Association', {
      webAclArn: acl.attrArn,
      resourceArn: api.deploymentStage.stageArn,
    });
  }
}
