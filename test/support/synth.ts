import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { paymentService } from '../../lib/payment-service.ts';
import type { Route } from '../../lib/routes.ts';

export type Templates = Readonly<{ storage: Template; api: Template }>;

/** The stacks' templates for a context, with the flags of cdk.json (which a bare App does not read). */
export async function templatesFor(context: Readonly<Record<string, unknown>>): Promise<Templates> {
  const app = new App({ context: { ...cdkJson.context, ...context } });
  await paymentService(app, emptyBundles);
  const stack = (id: string) => Template.fromStack(app.node.findChild(id) as Stack);
  return { storage: stack('Storage'), api: stack('Api') };
}

/** What is in a bundle does not show in a template. */
async function emptyBundles(routes: readonly Route[], outdir: string): Promise<Record<string, string>> {
  const folders = routes.map(({ name }) => [name, join(outdir, name)] as const);
  for (const [name, folder] of folders) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), `// ${name}`);
  }
  return Object.fromEntries(folders);
}
