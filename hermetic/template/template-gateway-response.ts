import type { GatewayResponseDefinition } from './app-definition.ts';
import type { TemplateResource } from './template-resource.ts';

const known: ReadonlySet<string> = new Set([
  'requestId',
  'extendedRequestId',
  'error.message',
  'error.messageString',
  'error.responseType',
]);

/** Reads an AWS::ApiGateway::GatewayResponse. */
export function gatewayResponseFrom(resource: TemplateResource): [type: string, response: GatewayResponseDefinition] {
  const status = resource.optional<string>('StatusCode');
  const parameters = resource.optional<Record<string, string>>('ResponseParameters') ?? {};
  const templates = Object.entries(resource.optional<Record<string, string>>('ResponseTemplates') ?? {});
  const [template] = templates;
  if (templates.length > 1) throw resource.error('only one response template is supported.');
  for (const [, variable = ''] of template?.[1].matchAll(/\$(?:context\.)?([\w.]*)/g) ?? []) {
    if (!known.has(variable)) throw resource.error(`its template uses $${variable}, which is not supported.`);
  }
  return [
    resource.required('ResponseType'),
    {
      status: status === undefined ? undefined : Number(status),
      headers: Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [headerName(resource, name), literal(resource, value)]),
      ),
      template: template && { contentType: template[0], text: template[1] },
    },
  ];
}

function headerName(resource: TemplateResource, parameter: string): string {
  const name = /^gatewayresponse\.header\.(.+)$/.exec(parameter)?.[1];
  if (name === undefined) throw resource.error(`the response parameter ${parameter} is not supported.`);
  return name;
}

function literal(resource: TemplateResource, value: string): string {
  const text = /^'(.*)'$/.exec(value)?.[1];
  if (text === undefined) throw resource.error(`the value ${value} is not supported, only literals in single quotes.`);
  return text;
}
