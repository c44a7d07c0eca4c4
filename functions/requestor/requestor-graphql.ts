import { endpoint } from '../../src/http/endpoint.ts';
import { graphiqlPage, wantsGraphiql } from '../../src/requestor/graphiql-page.ts';
import { answerGraphql } from '../../src/requestor/graphql.ts';
import { refusedByGraphql } from '../../src/requestor/graphql-errors.ts';
import { paymentService } from '../../src/requestor/payment-service.ts';

export const handler = endpoint(
  { paymentService },
  async (request, { paymentService }) =>
    wantsGraphiql(request) ? graphiqlPage(request) : answerGraphql(request, paymentService),
  refusedByGraphql,
);
