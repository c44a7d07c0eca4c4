import { page, policy } from '../../generated/explorer-page.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { cacheable, html } from '../../src/http/responses.ts';

export const handler = endpoint({}, async () => cacheable(html(200, page, policy)));
