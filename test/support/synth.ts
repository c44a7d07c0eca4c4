import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import type { Source } from '../../lib/bundle.ts';
import { addPaymentService } from '../../lib/payment-service.ts';
import { newOutdir, sharedByProcesses } from './shared-templates.ts';

export type Templates = Readonly<{
  storage: Template;
  api: Template;
  /** The functions that the API calls; together: test/support/api-functions.ts. */
  paymentFunctions: Template;
  orderFunctions: Template;
  eventFunctions: Template;
  operationFunctions: Template;
  workers: Template;
  /** Only of stages that have stubs. */
  stubs: Template | undefined;
  requestor: Template | undefined;
  /** Only where it is asked for. */
  edge: Template | undefined;
  /** For every stage but `local`. */
  observability: Template | undefined;
  /** Only where it is asked for. */
  backup: Template | undefined;
  github: Template | undefined;
  canary: Template | undefined;
}>;

/** Options that a kept stage requires: it has no stubs, and its payments are real, and somebody hears of its alarms. */
export const services = {
  tripServiceUrl: 'https://trips.example.com',
  notificationServiceUrl: 'https://notifications.example.com/',
  processor: 'stripe',
  stripeSecretName: 'payments/stripe',
  alarmEmail: 'none',
} as const;

/** The options that a stage requires: none but in production, so that tests of a stage share its synthesis. */
export const servicesOf = (stage: string): Context =>
  stage === 'local' || stage.startsWith('sandbox') ? {} : services;

/** Nothing of this shows in a template. Stack traces and copies of assets would take a third of a synthesis. */
const withoutTraces = {
  'aws:cdk:disable-asset-staging': true,
  'aws:cdk:disable-creation-stack-traces': true,
  'aws:cdk:disable-logicalId-metadata': true,
  'aws:cdk:disable-stack-trace': true,
};

type Context = Readonly<Record<string, unknown>>;

/** The app for a context, with the flags of cdk.json (which a bare App does not read). */
export async function appFor(context: Context): Promise<App> {
  const withFlags = { ...cdkJson.context, ...withoutTraces, ...context };
  const app = new App({ context: withFlags, treeMetadata: false, outdir: newOutdir() });
  await addPaymentService(app, emptyBundles);
  return app;
}

const keyOf = (context: Context) => JSON.stringify(Object.entries(context).toSorted());

/** Results by context, which all test files of a process share. */
function shared<Result>(make: (context: Context) => Promise<Result>): (context: Context) => Promise<Result> {
  const made = new Map<string, Promise<Result>>();
  return (context) => {
    const key = keyOf(context);
    const result = made.get(key) ?? make(context);
    made.set(key, result);
    return result;
  };
}

/** The stacks that a context deploys, in the order of their deployment. */
export const stacksFor = shared((context) =>
  sharedByProcesses(keyOf(context), async () => {
    const app = await appFor(context);
    return app.synth().stacks.map(({ hierarchicalId, stackName, template }) => ({
      id: hierarchicalId,
      name: stackName,
      template: template as Readonly<Record<string, unknown>>,
    }));
  }),
);

/** The stacks' templates for a context. */
export const templatesFor = shared(async (context): Promise<Templates> => {
  const stacks = await stacksFor(context);
  const optional = (id: string) => {
    const found = stacks.find((stack) => stack.id === id);
    return found && Template.fromJSON(found.template);
  };
  const stack = (id: string) => {
    const template = optional(id);
    if (template === undefined) throw new Error(`no stack ${id}`);
    return template;
  };
  return {
    storage: stack('Storage'),
    api: stack('Api'),
    paymentFunctions: stack('PaymentFunctions'),
    orderFunctions: stack('OrderFunctions'),
    eventFunctions: stack('EventFunctions'),
    operationFunctions: stack('OperationFunctions'),
    workers: stack('Workers'),
    stubs: optional('Stubs'),
    requestor: optional('Requestor'),
    edge: optional('Edge'),
    observability: optional('Observability'),
    backup: optional('Backup'),
    github: optional('Github'),
    canary: optional('Canary'),
  };
});

/** Templates do not show the content of bundles, so none are built. */
async function emptyBundles(sources: readonly Source[], outdir: string): Promise<Record<string, string>> {
  const folders = sources.map(({ name }) => [name, join(outdir, name)] as const);
  for (const [name, folder] of folders) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), `// ${name}`);
  }
  return Object.fromEntries(folders);
}
