import type { WireItem } from './wire.ts';

type Details = Readonly<{
  message?: string;
  httpStatusCode?: number;
  item?: WireItem | undefined;
  reasons?: readonly string[];
}>;

/**
 * What DynamoDB answered instead of what it was asked for; `name` is its own code.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export class DynamoError extends Error {
  override readonly name: string;
  /** As Smithy's retries read it. Of the attempts, the last one was answered so. */
  readonly $metadata: { httpStatusCode: number; attempts: number };
  /** What was there instead, as the wire has it, if a condition failed and the write asked for it. */
  readonly item: WireItem | undefined;
  /** Why a transaction was cancelled: a code for each of its writes, `None` where nothing was wrong. */
  readonly reasons: readonly string[];

  constructor(name: string, { message = name, httpStatusCode = 400, item, reasons = [] }: Details = {}) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode, attempts: 1 };
    this.item = item;
    this.reasons = reasons;
  }
}

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException` and its kin; the body may be none of DynamoDB's. */
export function errorOf(httpStatusCode: number, body: string): DynamoError {
  const answer = parsed(body);
  const name = String(answer.__type ?? `HTTP ${httpStatusCode}`)
    .split('#')
    .at(-1) as string;
  const message = String(answer.message ?? answer.Message ?? name);
  const reasons = (answer.CancellationReasons ?? []).map(({ Code }) => String(Code));
  return new DynamoError(name, { message, httpStatusCode, item: answer.Item, reasons });
}

type ErrorBody = Readonly<{
  __type?: unknown;
  message?: unknown;
  Message?: unknown;
  Item?: WireItem;
  CancellationReasons?: readonly Readonly<{ Code?: unknown }>[];
}>;

function parsed(body: string): ErrorBody {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
