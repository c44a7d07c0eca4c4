import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { methodsOf, routes } from '../../lib/routes.ts';
import { services, templatesFor } from '../support/synth.ts';

/** Whom each method of the API asks for a signature: `GET /explorer` by its `AuthorizationType`. */
async function authorizationIn(stage: string): Promise<Map<string, string>> {
  return authorizationOf((await templatesFor({ stage, ...(stage.startsWith('sandbox') ? {} : services) })).api);
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

/** The path of a resource, which names its parent; the root has no name. */
function pathOf(api: Template, id: Readonly<{ Ref?: string }>): string {
  if (id.Ref === undefined) return '';
  const { ParentId, PathPart } = api.findResources('AWS::ApiGateway::Resource')[id.Ref]?.Properties ?? {};
  return `${pathOf(api, ParentId)}/${PathPart}`;
}

const all = routes.flatMap((route) =>
  route.paths.flatMap((path) => methodsOf(route).map((method) => `${method} ${path}`)),
);
const explorer = ['GET /explorer', 'GET /'];

describe('a stage whose data may be thrown away', () => {
  it('shows the explorer and its document to anybody, and asks for a signature of everything else', async () => {
    const authorization = await authorizationIn('sandbox-anna');
    expect([...authorization.keys()].sort()).toEqual(all.toSorted());
    const open = [...authorization].filter(([, type]) => type !== 'AWS_IAM');
    expect(new Map(open)).toEqual(new Map(['GET /openapi.json', ...explorer].map((name) => [name, 'NONE'])));
  });
});

/** All that anybody may ask of a sandbox, and why. */
const openInSandboxes: Readonly<Record<string, string>> = {
  'api GET /': 'a browser signs no navigation; the page holds no data',
  'api GET /explorer': 'a browser signs no navigation; the page holds no data',
  'api GET /openapi.json': 'the page loads it; it is in the repository too',
  'stubs GET /v1/trips/{trip_id}': 'functions call it as they call a real trip service; the trips are made up',
  'stubs POST /v1/notifications': 'functions call it as they call a real service; it can be written, and not read',
};

describe('what anybody may ask', () => {
  const openIn = async (context: Readonly<Record<string, string>>) => {
    const templates = Object.entries(await templatesFor(context));
    return templates.flatMap(([stack, template]) =>
      [...(template ? authorizationOf(template) : [])].flatMap(([method, type]) =>
        type === 'AWS_IAM' ? [] : [`${stack} ${method}`],
      ),
    );
  };

  it('of a sandbox is this table, in all of its APIs', async () => {
    expect(new Set(await openIn({ stage: 'sandbox' }))).toEqual(new Set(Object.keys(openInSandboxes)));
  });

  it('of a stage whose data is kept is nothing', async () => {
    expect(await openIn({ stage: 'production', ...services })).toEqual([]);
  });
});

describe('a stage whose data is kept', () => {
  it('has no explorer, and asks for a signature of everything', async () => {
    const authorization = await authorizationIn('production');
    expect([...authorization.keys()].sort()).toEqual(all.filter((name) => !explorer.includes(name)).toSorted());
    expect(new Set(authorization.values())).toEqual(new Set(['AWS_IAM']));
  });
});
