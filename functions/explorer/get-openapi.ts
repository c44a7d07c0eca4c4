import { gzipSync } from 'node:zlib';
import document from '../../generated/openapi.json' with { type: 'json' };
import { ok, unchanging } from '../../src/http/answers.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { compressed } from '../../src/http/gzip.ts';

/** The same for as long as the code is, so it is compressed once, and harder. */
let packed: Buffer | undefined;
const compress = (text: string) => (packed ??= gzipSync(text, { level: 9 }));

export const handler = endpoint({}, async (request) => compressed(request, unchanging(ok(document)), compress));
