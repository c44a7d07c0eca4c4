import { routes } from '../lib/routes.ts';
import { documentOf } from './openapi/document.ts';
import { rpcPart } from './openapi/rpc.ts';

/** The text of openapi.json: of the table of routes, the schemas that the handlers read by, and the protos. */
export async function openApi(): Promise<string> {
  const rpc = await rpcPart();
  const described = routes.filter(({ paths }) => !paths.some((path) => path in rpc.paths));
  return `${JSON.stringify(documentOf(described, rpc), null, 2)}\n`;
}
