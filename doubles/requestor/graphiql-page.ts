import { createHash } from 'node:crypto';
import { preferredType } from '../../src/http/accept.ts';
import type { Request } from '../../src/http/request.ts';
import { type HttpResponse, html } from '../../src/http/responses.ts';
import { type AssetName, graphiqlAssets } from './graphiql-assets.ts';

/** Whether a browser opened the address, as opposed to a GraphQL client. */
export const wantsGraphiql = (request: Request): boolean =>
  request.method === 'GET' &&
  !request.query.has('query') &&
  preferredType(request, ['application/json', 'text/html']) === 'text/html';

const mutation = `# ▶ creates a payment. Set an Idempotency-Key under
# Headers to make retries safe.
mutation ($input: PaymentInput!) {
  createPayment(payload: $input) {
    paymentId
    amount
    currency
    status
    createdAt
  }
}
`;
const variables = { input: { amount: '10.00', customer_id: 'cust123' } };

const start = `
const fetcher = GraphiQL.createFetcher({ url: location.pathname });
const page = React.createElement(GraphiQL, {
  fetcher,
  defaultQuery: ${JSON.stringify(mutation)},
  variables: ${JSON.stringify(JSON.stringify(variables, null, 2))},
  defaultEditorToolsVisibility: 'variables',
  shouldPersistHeaders: false,
});
ReactDOM.createRoot(document.getElementById('graphiql')).render(page);
`;

/** Allows only the page's own files. `unsafe-inline` styles are needed by the editor and its dialogs. */
const policy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash('sha256').update(start).digest('base64')}'`,
  "style-src 'self' 'unsafe-inline'",
  'font-src data:',
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const names = Object.keys(graphiqlAssets) as AssetName[];

/** The GraphiQL page. Asset addresses are relative, because API Gateway puts the stage name before the path. */
export function graphiqlPage({ path }: Pick<Request, 'path'>): HttpResponse {
  const folder = path.endsWith('/') ? 'assets' : 'graphql/assets';
  const tags = names.map((name) =>
    name.endsWith('.css')
      ? `<link rel="stylesheet" href="${folder}/${name}">`
      : `<script src="${folder}/${name}"></script>`,
  );
  return html(
    200,
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GraphiQL · requestor mock</title>
<link rel="icon" href="data:,">
<style>html, body, #graphiql { height: 100%; margin: 0 }</style>
${tags.join('\n')}
</head>
<body>
<div id="graphiql"></div>
<script>${start}</script>
</body>
</html>
`,
    policy,
  );
}
