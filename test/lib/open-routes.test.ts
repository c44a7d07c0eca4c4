import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { methodsOf, routes } from '../../lib/routes.ts';
import { services, servicesOf, templatesFor } from '../support/synth.ts';

/** The `AuthorizationType` of each API method, by name such as `GET /explorer`. */
async function authorizationIn(stage: string): Promise<Map<string, string>> {
  return authorizationOf((await templatesFor({ stage, ...servicesOf(stage) })).api);
}

function authorizationOf(api: Template): Map<string, string> {
  const methods = Object.values(api.findResources('AWS::ApiGateway::Method')).map(({ Properties }) => Properties);
  return new Map(
    methods.map(({ HttpMethod, ResourceId, AuthorizationType }) => [
      `${HttpMethod} ${pathOf(api, ResourceId) || '/'}`,
      AuthorizationType,
    ]),
  );
}

/** The path of a resource, built from its ancestors. */
function pathOf(api: Template, id: Readonly<{ Ref?: string }>): string {
  if (id.Ref === undefined) return '';
  const { ParentId, PathPart } = api.findResources('AWS::ApiGateway::Resource')[id.Ref]?.Properties ?? {};
  return `${pathOf(api, ParentId)}/${PathPart}`;
}

const all = routes.flatMap((route) =>
  route.paths.flatMap((path) => methodsOf(route).map((method) => `${method} ${path}`)),
);
const events = 'POST /v1/processor-events/{processor}';
const explorer = ['GET /explorer', 'GET /', 'GET /console'];

describe('a sandbox stage', () => {
  it('a sandbox needs no signature for explorer, console, the OpenAPI document and events of processors, and one for everything else', async () => {
    const authorization = await authorizationIn('sandbox-anna');
    expect([...authorization.keys()].sort()).toEqual(all.toSorted());
    const open = [...authorization].filter(([, type]) => type !== 'AWS_IAM');
    expect(new Map(open)).toEqual(new Map(['GET /openapi.json', events, ...explorer].map((name) => [name, 'NONE'])));
  });
});

/** All routes of a sandbox that need no signature, and why. */
const openInSandboxes: Readonly<Record<string, string>> = {
  'api GET /': 'browsers cannot sign page loads, and the page holds no data',
  'api GET /console': 'browsers cannot sign page loads, and the page holds no data',
  'api GET /explorer': 'browsers cannot sign page loads, and the page holds no data',
  'api GET /openapi.json': 'the explorer loads it, and it is public in the repository',
  'api POST /v1/processor-events/{processor}':
    'processors sign events in a way of their own, which the function checks first',
  'stubs GET /v1/trips/{trip_id}':
    'functions call it like a real trip service, without a signature; the trips are made up',
  'stubs POST /v1/notifications': 'functions call it like a real service, without a signature; it is write-only',
};

describe('open routes', () => {
  const openIn = async (context: Readonly<Record<string, string>>) => {
    const templates = Object.entries(await templatesFor(context));
    return templates.flatMap(([stack, template]) =>
      [...(template ? authorizationOf(template) : [])].flatMap(([method, type]) =>
        type === 'AWS_IAM' ? [] : [`${stack} ${method}`],
      ),
    );
  };

  it('the open routes of a sandbox are exactly those listed here', async () => {
    expect(new Set(await openIn({ stage: 'sandbox' }))).toEqual(new Set(Object.keys(openInSandboxes)));
  });

  it('the only open route of a kept stage is the one for events of processors', async () => {
    expect(await openIn({ stage: 'production', ...services })).toEqual([`api ${events}`]);
  });
});

describe('a kept stage', () => {
  it('a kept stage has neither explorer nor console and requires a signature for every method but the one for events of processors', async () => {
    const authorization = await authorizationIn('production');
    expect([...authorization.keys()].sort()).toEqual(all.filter((name) => !explorer.includes(name)).toSorted());
    expect([...authorization].filter(([, type]) => type !== 'AWS_IAM')).toEqual([[events, 'NONE']]);
  });
});
