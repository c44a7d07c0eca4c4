// Stands for the Docker daemon of `sam local invoke`: accepts everything up to the start of a container. Prints its port,
// and then a line for each container with what it was to be created with.
import { createServer } from 'node:http';

const id = '0'.repeat(64);
const answers = [
  [
    'GET',
    /\/version$/,
    200,
    { ApiVersion: '1.44', MinAPIVersion: '1.24', Version: '27.0.0', Os: 'linux', Arch: 'amd64' },
  ],
  ['GET', /\/info$/, 200, { ID: 'stub', OSType: 'linux', Architecture: 'x86_64' }],
  [
    'GET',
    /\/images\/.+\/json$/,
    200,
    { Id: `sha256:${id}`, Os: 'linux', Architecture: 'amd64', Config: { Labels: {} }, RepoTags: [] },
  ],
  ['GET', /\/images\/json$/, 200, []],
  ['POST', /\/build$/, 200, { stream: 'Successfully built 0000' }],
  ['POST', /\/images\/create$/, 200, { status: 'Pulled' }],
  ['POST', /\/containers\/create$/, 201, { Id: id, Warnings: [] }],
  ['GET', /\/containers\/\w+\/json$/, 200, { Id: id, Image: 'stub', State: { Status: 'created', Running: false } }],
  ['POST', /\/containers\/\w+\/start$/, 500, { message: 'the stub starts no container' }],
  ['DELETE', /\/containers\/\w+$/, 204],
];

const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray());
  const path = new URL(request.url ?? '/', 'http://stub').pathname;
  if (path.endsWith('/_ping'))
    return response.writeHead(200, { 'Api-Version': '1.44', 'Content-Type': 'text/plain' }).end('OK');
  if (path.endsWith('/containers/create')) process.stdout.write(`${body}\n`);
  const [, , status = 404, answer = { message: `${request.method} ${path}` }] =
    answers.find(([method, pattern]) => method === request.method && pattern.test(path)) ?? [];
  response
    .writeHead(status, { 'Content-Type': 'application/json' })
    .end(status === 204 ? undefined : JSON.stringify(answer));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address()?.port}\n`));
