import { CaptureResponse$inboundSchema } from 'mollie-api-typescript/models/captureresponse.js';
import { EntityCapture$outboundSchema } from 'mollie-api-typescript/models/entitycapture.js';
import { ListAllChargebacksResponseBody$inboundSchema } from 'mollie-api-typescript/models/operations/listallchargebacks.js';
import { ListAllRefundsResponseBody$inboundSchema } from 'mollie-api-typescript/models/operations/listallrefunds.js';
import { ListChargebacksResponseBody$inboundSchema } from 'mollie-api-typescript/models/operations/listchargebacks.js';
import { ListRefundsResponseBody$inboundSchema } from 'mollie-api-typescript/models/operations/listrefunds.js';
import { PaymentRequest$outboundSchema } from 'mollie-api-typescript/models/paymentrequest.js';
import { PaymentResponse$inboundSchema } from 'mollie-api-typescript/models/paymentresponse.js';
import { RefundRequest$outboundSchema } from 'mollie-api-typescript/models/refundrequest.js';
import { RefundResponse$inboundSchema } from 'mollie-api-typescript/models/refundresponse.js';

/**
 * Mollie's published API as Mollie's own library has it, which is generated from the OpenAPI description. It knows every
 * parameter and field, and no state: which requests Mollie accepts when is not in it.
 */
const published: readonly Readonly<{ method: string; path: RegExp; request?: Schema; answer?: Schema }>[] = [
  {
    method: 'POST',
    path: /^\/v2\/payments$/,
    request: PaymentRequest$outboundSchema,
    answer: PaymentResponse$inboundSchema,
  },
  { method: 'GET', path: /^\/v2\/payments\/tr_\w+$/, answer: PaymentResponse$inboundSchema },
  { method: 'DELETE', path: /^\/v2\/payments\/tr_\w+$/, answer: PaymentResponse$inboundSchema },
  { method: 'POST', path: /^\/v2\/payments\/tr_\w+\/release-authorization$/ },
  {
    method: 'POST',
    path: /^\/v2\/payments\/tr_\w+\/captures$/,
    request: EntityCapture$outboundSchema,
    answer: CaptureResponse$inboundSchema,
  },
  {
    method: 'POST',
    path: /^\/v2\/payments\/tr_\w+\/refunds$/,
    request: RefundRequest$outboundSchema,
    answer: RefundResponse$inboundSchema,
  },
  { method: 'GET', path: /^\/v2\/payments\/tr_\w+\/refunds$/, answer: ListRefundsResponseBody$inboundSchema },
  { method: 'GET', path: /^\/v2\/payments\/tr_\w+\/chargebacks$/, answer: ListChargebacksResponseBody$inboundSchema },
  { method: 'GET', path: /^\/v2\/refunds$/, answer: ListAllRefundsResponseBody$inboundSchema },
  { method: 'GET', path: /^\/v2\/chargebacks$/, answer: ListAllChargebacksResponseBody$inboundSchema },
];

type Schema = Readonly<{ parse: (value: unknown) => unknown }>;

function endpointOf(method: string, pathname: string) {
  const endpoint = published.find((one) => one.method === method && one.path.test(pathname));
  if (endpoint !== undefined) return endpoint;
  throw new Error(`Mollie publishes no endpoint ${method} ${pathname}`);
}

/** The body without what Mollie does not know: equal to it, if every parameter is one of Mollie's. Throws for a wrong type. */
export function knownParameters(method: string, pathname: string, body: string | undefined): unknown {
  const { request } = endpointOf(method, pathname);
  return body === undefined ? undefined : request?.parse(JSON.parse(body));
}

/** Throws unless an answer has every field that Mollie promises, with its type. */
export function requirePublished(method: string, pathname: string, body: unknown): void {
  endpointOf(method, pathname).answer?.parse(body);
}
