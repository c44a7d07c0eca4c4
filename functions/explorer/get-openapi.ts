import document from '../../generated/openapi.json' with { type: 'json' };
import { ok, unchanging } from '../../src/http/answers.ts';
import { endpoint } from '../../src/http/endpoint.ts';

export const handler = endpoint({}, async () => unchanging(ok(document)));
