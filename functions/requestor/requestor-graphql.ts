import { graphiqlPage, wantsGraphiql } from '../../doubles/requestor/graphiql-page.ts';
import { answerGraphql } from '../../doubles/requestor/graphql.ts';
import { refusedByGraphql } from '../../doubles/requestor/graphql-errors.ts';
import { paymentService } from '../../doubles/requestor/payment-service.ts';
import { endpoint } from '../../src/http/endpoint.ts';

export const handler = endpoint(
  { paymentService },
  async (request, { paymentService }) =>
    wantsGraphiql(request) ? graphiqlPage(request) : answerGraphql(request, paymentService),
  refusedByGraphql,
);
