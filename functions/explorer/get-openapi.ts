import { packedOpenApi } from '../../generated/packed-openapi.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { servePacked } from '../../src/http/gzip.ts';
import { cacheable } from '../../src/http/responses.ts';

const document = Buffer.from(packedOpenApi, 'base64');

export const handler = endpoint({}, async (request) => cacheable(servePacked(request, document, 'application/json')));
