import { policy as consolePolicy, packedCharts, packedPage } from '../../generated/console-page.ts';
import { page, policy } from '../../generated/explorer-page.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { servePacked } from '../../src/http/gzip.ts';
import type { Request } from '../../src/http/request.ts';
import { cacheable, type HttpResponse, html, withPolicy } from '../../src/http/responses.ts';

const consolePage = Buffer.from(packedPage, 'base64');
const charts = Buffer.from(packedCharts, 'base64');

/** The explorer and the console: one function, because a stage is near its limits of resources. */
export const handler = endpoint({}, async (request) =>
  cacheable(/^\/console\/?$/.test(request.path) ? serveConsole(request) : html(200, page, policy)),
);

/** The page's charts are below the page's own path, so that no further route is needed. */
const serveConsole = (request: Request): HttpResponse =>
  request.query.get('asset')?.[0] === 'charts'
    ? servePacked(request, charts, 'text/javascript; charset=utf-8')
    : withPolicy(servePacked(request, consolePage, 'text/html; charset=utf-8'), consolePolicy);
