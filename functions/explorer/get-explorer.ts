import { policy as consolePolicy, packedCharts, packedPage as packedConsole } from '../../generated/console-page.ts';
import { policy as explorerPolicy, packedPage as packedExplorer } from '../../generated/explorer-page.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { servePacked } from '../../src/http/gzip.ts';
import type { Request } from '../../src/http/request.ts';
import { cacheable, type HttpResponse, withPolicy } from '../../src/http/responses.ts';

const explorerPage = { page: Buffer.from(packedExplorer, 'base64'), policy: explorerPolicy };
const consolePage = { page: Buffer.from(packedConsole, 'base64'), policy: consolePolicy };
const charts = Buffer.from(packedCharts, 'base64');

export const handler = endpoint({}, async (request) =>
  cacheable(/^\/console\/?$/.test(request.path) ? serveConsole(request) : servePage(request, explorerPage)),
);

/** The page's charts are below the page's own path, so that no further route is needed. */
const serveConsole = (request: Request): HttpResponse =>
  request.query.get('asset')?.[0] === 'charts'
    ? servePacked(request, charts, 'text/javascript; charset=utf-8')
    : servePage(request, consolePage);

const servePage = (request: Request, { page, policy }: typeof explorerPage): HttpResponse =>
  withPolicy(servePacked(request, page, 'text/html; charset=utf-8'), policy);
