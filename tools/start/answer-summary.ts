import type { GatewayResponse } from '../../hermetic/api-gateway/gateway-response.ts';

/** The part of an answer that the console shows. */
export type AnswerSummary = Readonly<{
  /** Error code of a refusal. */
  code?: string;
  replayed?: true;
  payment?: Readonly<{ id: string; amount?: string; currency?: string; status?: string; failureCode?: string }>;
}>;

/** Longer answers are pages or lists, not payments. */
const longestBody = 20_000;

/** Summarises a JSON answer of any contract. */
export function summaryOf({ headers, body }: Pick<GatewayResponse, 'headers' | 'body'>): AnswerSummary {
  const header = (name: string) => [...headers].find(([given]) => given.toLowerCase() === name)?.[1].at(-1);
  const fields = header('content-type')?.includes('json') === true ? fieldsOf(body) : {};
  const code = header('x-error-code') ?? text(fields.code);
  const payment = paymentOf(fields);
  return {
    ...(code !== undefined && { code }),
    ...(header('idempotent-replayed') === 'true' && { replayed: true }),
    ...(payment !== undefined && { payment }),
  };
}

/** Parses JSON but keeps numbers as they are written: 25.00, not 25. */
export const withNumbersAsText = (json: string): unknown =>
  JSON.parse(json, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value,
  );

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(body: GatewayResponse['body']): Fields {
  if (body.length > longestBody) return {};
  try {
    const parsed = withNumbersAsText(String(body));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Fields) : {};
  } catch {
    return {};
  }
}

/** RPCs nest the payment in `payment`. Orders and users also have an `id`, but no amount. */
function paymentOf(fields: Fields): AnswerSummary['payment'] {
  const { payment } = fields;
  const shown = typeof payment === 'object' && payment !== null ? (payment as Fields) : fields;
  const { payment_id, id, refund_amount, amount = refund_amount, currency, status, failure_code } = shown;
  const name = text(payment_id) ?? (amount === undefined ? undefined : text(id));
  if (name === undefined) return undefined;
  return {
    id: name,
    ...optional('amount', text(amount)),
    ...optional('currency', text(currency)),
    ...optional('status', text(status)),
    ...optional('failureCode', text(failure_code)),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const optional = <Name extends string>(name: Name, value: string | undefined) =>
  (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, string>>;
