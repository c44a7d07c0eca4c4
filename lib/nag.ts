import { type App, type IPolicyValidationPlugin, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { type Acknowledged, acknowledged } from './acknowledged.ts';

/**
 * Checks the app by two packs of cdk-nag when it is synthesised: what is left open then is an error. Gives the lines of
 * the table that something needed. Not part of every synthesis, because it takes longer than all the rest.
 */
export function nag(app: App): ReadonlySet<Acknowledged> {
  const packs = [new AwsSolutionsChecks(app), new ServerlessChecks(app)];
  const used = packs.flatMap((pack) => acknowledge(app, pack));
  Validations.of(app).addPlugins(...(packs as IPolicyValidationPlugin[]));
  return new Set(used);
}

/** What it finds is acknowledged one by one, because cdk-nag knows no patterns: a new finding has to fit its line. */
function acknowledge(app: App, pack: NagPack): Acknowledged[] {
  return pack.validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.flatMap(({ constructPath = '' }) => {
      const line = acknowledged.find((one) => covers(one, ruleName, constructPath));
      if (line === undefined) return [];
      const construct = constructPath.split('/').reduce<IConstruct>((scope, id) => scope.node.findChild(id), app);
      Validations.of(construct).acknowledge({ id: ruleName, reason: line.reason });
      return [line];
    }),
  );
}

function covers({ rule, at, finding }: Acknowledged, ruleName: string, constructPath: string): boolean {
  const [, name, found] = /^([^[]+)(?:\[(.*)\])?$/.exec(ruleName) ?? [];
  const fits = finding === undefined ? found === undefined : finding.test(found ?? '');
  return name === rule && fits && at.test(constructPath);
}
