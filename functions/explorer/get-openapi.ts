import { packedOpenApi } from '../../generated/packed-openapi.ts';
import { unchanging } from '../../src/http/answers.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { unpacked } from '../../src/http/gzip.ts';

const document = Buffer.from(packedOpenApi, 'base64');

export const handler = endpoint({}, async (request) => unchanging(unpacked(request, document, 'application/json')));
