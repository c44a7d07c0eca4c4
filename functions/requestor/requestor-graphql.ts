import { graphiqlPage, wantsGraphiql } from '../../doubles/requestor/graphiql-page.ts';
import { handleGraphql } from '../../doubles/requestor/graphql.ts';
import { graphqlErrorResponse } from '../../doubles/requestor/graphql-errors.ts';
import { paymentService } from '../../doubles/requestor/payment-service-client.ts';
import { endpoint } from '../../src/http/endpoint.ts';

export const handler = endpoint(
  { paymentService },
  async (request, { paymentService }) =>
    wantsGraphiql(request) ? graphiqlPage(request) : handleGraphql(request, paymentService),
  graphqlErrorResponse,
);
