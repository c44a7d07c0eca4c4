import { page, policy } from '../../generated/explorer-page.ts';
import { html, unchanging } from '../../src/http/answers.ts';
import { endpoint } from '../../src/http/endpoint.ts';

export const handler = endpoint({}, async () => unchanging(html(200, page, policy)));
