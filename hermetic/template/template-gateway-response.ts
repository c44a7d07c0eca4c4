import type { GatewayResponseDefinition } from './app-definition.ts';
import type { TemplateResource } from './template-resource.ts';

const known: ReadonlySet<string> = new Set([
  'requestId',
  'extendedRequestId',
  'error.message',
  'error.messageString',
  'error.responseType',
]);

/** The answer that an AWS::ApiGateway::GatewayResponse gives an API's refusals of one type. */
export function gatewayResponseFrom(
  declaration: TemplateResource,
): [type: string, response: GatewayResponseDefinition] {
  const status = declaration.optional<string>('StatusCode');
  const parameters = declaration.optional<Record<string, string>>('ResponseParameters') ?? {};
  const templates = Object.entries(declaration.optional<Record<string, string>>('ResponseTemplates') ?? {});
  const [template] = templates;
  if (templates.length > 1) throw declaration.error('more than one template does not run here.');
  for (const [, variable = ''] of template?.[1].matchAll(/\$(?:context\.)?([\w.]*)/g) ?? []) {
    if (!known.has(variable)) throw declaration.error(`its template asks for $${variable}, which is not known here.`);
  }
  return [
    declaration.required('ResponseType'),
    {
      status: status === undefined ? undefined : Number(status),
      headers: Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [headerName(declaration, name), literal(declaration, value)]),
      ),
      template: template && { contentType: template[0], text: template[1] },
    },
  ];
}

function headerName(declaration: TemplateResource, parameter: string): string {
  const name = /^gatewayresponse\.header\.(.+)$/.exec(parameter)?.[1];
  if (name === undefined) throw declaration.error(`the response parameter ${parameter} does not run here.`);
  return name;
}

function literal(declaration: TemplateResource, value: string): string {
  const text = /^'(.*)'$/.exec(value)?.[1];
  if (text === undefined) throw declaration.error(`the value ${value} does not run here, only one in quotes does.`);
  return text;
}
