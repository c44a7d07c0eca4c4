import { policy as consolePolicy, packedCharts, packedPage as packedConsole } from '../../generated/console-page.ts';
import { policy as explorerPolicy, packedPage as packedExplorer } from '../../generated/explorer-page.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { servePacked } from '../../src/http/gzip.ts';
import type { Request } from '../../src/http/request.ts';
import { cacheable, type HttpResponse, withPolicy } from '../../src/http/responses.ts';

const explorerPage = Buffer.from(packedExplorer, 'base64');
const consolePage = Buffer.from(packedConsole, 'base64');
const charts = Buffer.from(packedCharts, 'base64');

/** The explorer and the console. */
export const handler = endpoint({}, async (request) =>
  cacheable(
    /^\/console\/?$/.test(request.path) ? serveConsole(request) : servePage(request, explorerPage, explorerPolicy),
  ),
);

/** The page's charts are below the page's own path, so that no further route is needed. */
const serveConsole = (request: Request): HttpResponse =>
  request.query.get('asset')?.[0] === 'charts'
    ? servePacked(request, charts, 'text/javascript; charset=utf-8')
    : servePage(request, consolePage, consolePolicy);

const servePage = (request: Request, page: Buffer, policy: string): HttpResponse =>
  withPolicy(servePacked(request, page, 'text/html; charset=utf-8'), policy);
