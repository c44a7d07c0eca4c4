import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import type { Source } from '../../lib/bundle.ts';
import { addPaymentService } from '../../lib/payment-service.ts';

export type Templates = Readonly<{
  storage: Template;
  api: Template;
  workers: Template;
  /** Only of stages that have stubs. */
  stubs: Template | undefined;
  requestor: Template | undefined;
  /** Only where it is asked for. */
  edge: Template | undefined;
  /** Of every stage but `local`. */
  observability: Template | undefined;
  /** Only where it is asked for. */
  backup: Template | undefined;
}>;

/** What a stage without stubs must be told. */
export const services = {
  tripServiceUrl: 'https://trips.example.com',
  notificationServiceUrl: 'https://notifications.example.com/',
} as const;

/** The app for a context, with the flags of cdk.json (which a bare App does not read). */
export async function appFor(context: Readonly<Record<string, unknown>>): Promise<App> {
  const app = new App({ context: { ...cdkJson.context, ...context } });
  await addPaymentService(app, emptyBundles);
  return app;
}

const synthesised = new Map<string, Promise<Templates>>();

/** The stacks' templates for a context, which all test files of a process share: synthesising one takes a second. */
export function templatesFor(context: Readonly<Record<string, unknown>>): Promise<Templates> {
  const key = JSON.stringify(Object.entries(context).toSorted());
  const templates = synthesised.get(key) ?? synthesise(context);
  synthesised.set(key, templates);
  return templates;
}

async function synthesise(context: Readonly<Record<string, unknown>>): Promise<Templates> {
  const app = await appFor(context);
  const optional = (id: string) => {
    const stack = app.node.tryFindChild(id);
    return stack instanceof Stack ? Template.fromStack(stack) : undefined;
  };
  const stack = (id: string) => {
    const template = optional(id);
    if (template === undefined) throw new Error(`no stack ${id}`);
    return template;
  };
  return {
    storage: stack('Storage'),
    api: stack('Api'),
    workers: stack('Workers'),
    stubs: optional('Stubs'),
    requestor: optional('Requestor'),
    edge: optional('Edge'),
    observability: optional('Observability'),
    backup: optional('Backup'),
  };
}

/** What is in a bundle does not show in a template. */
async function emptyBundles(sources: readonly Source[], outdir: string): Promise<Record<string, string>> {
  const folders = sources.map(({ name }) => [name, join(outdir, name)] as const);
  for (const [name, folder] of folders) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), `// ${name}`);
  }
  return Object.fromEntries(folders);
}
