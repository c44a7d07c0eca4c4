import { routes } from '../lib/routes.ts';
import { documentOf } from './openapi/document.ts';
import { rpcPart } from './openapi/rpc.ts';

/** Generates openapi.json from lib/routes.ts, the schemas that handlers validate with, and the protos. */
export async function openApi(): Promise<string> {
  const rpc = await rpcPart();
  const described = routes.filter(({ paths }) => !paths.some((path) => path in rpc.paths));
  return `${JSON.stringify(documentOf(described, rpc), null, 2)}\n`;
}
