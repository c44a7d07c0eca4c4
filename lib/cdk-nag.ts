import { type App, type IPolicyValidationPlugin, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { type NagSuppression, nagSuppressions } from './nag-suppressions.ts';

/**
 * Adds two cdk-nag packs to the app, so that findings without a suppression fail its synthesis. Returns the suppressions
 * that matched. Not part of every synthesis, because it takes longer than everything else.
 */
export function runCdkNag(app: App): ReadonlySet<NagSuppression> {
  const packs = [new AwsSolutionsChecks(app), new ServerlessChecks(app)];
  const used = packs.flatMap((pack) => acknowledge(app, pack));
  Validations.of(app).addPlugins(...(packs as IPolicyValidationPlugin[]));
  return new Set(used);
}

/** Suppresses findings one by one, because cdk-nag cannot match patterns itself. */
function acknowledge(app: App, pack: NagPack): NagSuppression[] {
  return pack.validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.flatMap(({ constructPath = '' }) => {
      const line = nagSuppressions.find((one) => covers(one, ruleName, constructPath));
      if (line === undefined) return [];
      const construct = constructPath.split('/').reduce<IConstruct>((scope, id) => scope.node.findChild(id), app);
      Validations.of(construct).acknowledge({ id: ruleName, reason: line.reason });
      return [line];
    }),
  );
}

function covers({ rule, at, finding }: NagSuppression, ruleName: string, constructPath: string): boolean {
  const [, name, found] = /^([^[]+)(?:\[(.*)\])?$/.exec(ruleName) ?? [];
  const fits = finding === undefined ? found === undefined : finding.test(found ?? '');
  return name === rule && fits && at.test(constructPath);
}
