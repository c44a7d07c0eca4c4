/** Published test numbers of several schemes, which pass for real ones. */
const cardNumbers: Readonly<Record<string, string>> = {
  visa: '4111111111111111',
  visa13: '4222222222222',
  visa19: '4000000000000000006',
  mastercard: '5555555555554444',
  amex: '378282246310005',
  diners: '30569309025904',
  discover: '6011111111111117',
  jcb: '3530111333300000',
  unionPay: '6200000000000005',
  maestro: '6759649826438453',
};

const grouped = (digits: string, by: string) => digits.replace(/\d{4}(?=\d)/g, `$&${by}`);
const fullWidth = (digits: string) => [...digits].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');

/** The numbers as people write them. */
export const cardTexts: readonly string[] = [
  ...Object.values(cardNumbers),
  ...['visa', 'mastercard', 'amex'].flatMap((scheme) => {
    const digits = cardNumbers[scheme] ?? '';
    return [grouped(digits, ' '), grouped(digits, '-'), fullWidth(digits), `card ${digits} 12/29`];
  }),
];

const everyField = [
  'amount',
  'amount_minor',
  'cardNumber',
  'customer_id',
  'driver_id',
  'email',
  'idempotency_key',
  'method',
  'metadata',
  'name',
  'order_id',
  'payment_id',
  'payment_method',
  'reason',
  'rider_id',
  'trip_id',
  'username',
] as const;

/** Bodies that hold a text in every place that a body has, and in some that it has not. */
export function bodiesWith(text: string): readonly (readonly [contentType: string, body: string | Uint8Array])[] {
  const digits = text.replace(/\D/g, '');
  const json = 'application/json';
  const field = (name: string) => JSON.stringify({ amount: '10.00', currency: 'USD', order_id: 'o-1', [name]: text });
  return [
    ...everyField.map((name) => [json, field(name)] as const),
    [json, JSON.stringify(Object.fromEntries(everyField.map((name) => [name, text])))],
    [json, JSON.stringify({ amount: '10.00', currency: 'USD', metadata: { note: text, [text]: 'x' } })],
    [json, JSON.stringify({ [text]: 'x' })],
    [json, `{"amount":${digits || 1},"currency":"USD","order_id":${digits || 1}}`],
    [json, `{"amount":"${text}","amount":"${text}"}`],
    [json, `{"amount": ${text}\n    at ${text}:1:1`],
    [json, JSON.stringify(text)],
    ['text/plain', text],
    ['application/x-www-form-urlencoded', `card=${text}`],
    ['application/proto', protobuf(text)],
    ['application/grpc-web+proto', framed(protobuf(text))],
    ['application/grpc-web-text', Buffer.from(framed(protobuf(text))).toString('base64')],
    ['application/connect+json', framed(Buffer.from(JSON.stringify({ order_id: text })))],
  ];
}

/** Each of the first eight fields is the text. */
function protobuf(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  const fields = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => [(number << 3) | 2, bytes.length, ...bytes]);
  return Uint8Array.from(fields.flat());
}

function framed(message: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
}
