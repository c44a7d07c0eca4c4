import * as z from 'zod/mini';
import type { Money } from '../domain/money.ts';
import type { Authorization, Charged, Decision, Failure, Outcome, Waiting } from '../domain/outcome.ts';
import { failureCodes } from '../domain/outcome.ts';
import type { AuthorizedPayment, Payment } from '../domain/payment.ts';
import { OptionalText, Text } from './attributes.ts';
import { CurrencyCode } from './currency-code.ts';
import type { Item } from './item.ts';
import { Minor, OptionalMinor } from './minor.ts';

/**
 * A decision as it is read. How much was captured is kept in it because the indexes hold it, and get no other attribute; so is
 * the fee.
 */
type Read<Made extends Decision> = Readonly<{
  decision: Made;
  capturedMinor?: bigint | undefined;
  fee?: Money | undefined;
}>;

type PendingRead = Readonly<{ outcome: Waiting; decision?: undefined; capturedMinor?: undefined; fee?: undefined }>;

// Lazy, because an invocation reads one kind of outcome, if any (docs/decisions/0464).

const Fee = z.optional(z.object({ minor: Minor, currency: CurrencyCode }));

const Authorized = z.lazy(() =>
  z.pipe(
    z.object({ status: z.literal('authorized'), reference: Text, captured_minor: OptionalMinor, fee: Fee }),
    z.transform(
      ({ captured_minor, fee, ...decision }): Read<Authorization> => ({ decision, capturedMinor: captured_minor, fee }),
    ),
  ),
);
const AtOnce = z.lazy(() =>
  z.pipe(
    z.object({ status: z.literal('completed'), reference: Text, fee: Fee }),
    z.transform(({ fee, ...decision }): Read<Charged> => ({ decision, fee })),
  ),
);
const Failed = z.lazy(() =>
  z.pipe(
    z.object({
      status: z.literal('failed'),
      failure_code: z.enum(failureCodes),
      raw_code: OptionalText,
      paid_by: OptionalText,
    }),
    z.transform(
      ({ status, failure_code, raw_code, paid_by }): Read<Failure> => ({
        decision: {
          status,
          failureCode: failure_code,
          ...(raw_code !== undefined && { rawCode: raw_code }),
          ...(paid_by !== undefined && { paidBy: paid_by }),
        },
      }),
    ),
  ),
);
const Pending = {
  status: z.literal('pending'),
  action: z.optional(
    z.lazy(() =>
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('redirect'), url: Text }),
        z.object({ type: z.literal('in_app') }),
      ]),
    ),
  ),
};

/** The outcome of a payment that was decided like this, at once or after it was pending: its item then has both. */
const decidedBy = <Made extends Decision>(schema: z.ZodMiniType<Read<Made>>) =>
  z.lazy(() =>
    z.union([
      z.pipe(
        schema,
        z.transform((read: Read<Made>) => ({ ...read, outcome: read.decision })),
      ),
      z.pipe(
        z.object({ ...Pending, decision: schema }),
        z.transform(({ status, action, decision }) => ({ ...decision, outcome: { status, action } satisfies Waiting })),
      ),
    ]),
  );

export const AuthorizedOutcome = decidedBy(Authorized);
export const CompletedOutcome = decidedBy<Charged | Authorization>(z.lazy(() => z.union([AtOnce, Authorized])));
export const FailedOutcome = decidedBy(Failed);
export const PendingOutcome = z.lazy(() =>
  z.pipe(
    z.object(Pending),
    z.transform(({ status, action }): PendingRead => ({ outcome: { status, action } })),
  ),
);

export const decisionItem = (decision: Decision): Item =>
  decision.status === 'failed'
    ? {
        status: decision.status,
        failure_code: decision.failureCode,
        raw_code: decision.rawCode,
        paid_by: decision.paidBy,
      }
    : { status: decision.status, reference: decision.reference, ...('fee' in decision && { fee: decision.fee }) };

export const outcomeItem = (outcome: Outcome): Item =>
  outcome.status === 'pending' ? { status: outcome.status, action: outcome.action } : decisionItem(outcome);

/** The path of the decision, beside which a capture keeps how much it took, and the fee. */
export const decisionPath = ({ outcome }: AuthorizedPayment): string =>
  outcome.status === 'pending' ? 'outcome.decision' : 'outcome';

/** The outcome of a payment that is written whole. */
export function outcomeItemOf({ outcome, decision, capturedMinor, fee }: Payment): Item | undefined {
  if (outcome === undefined) return undefined;
  const taken = { captured_minor: capturedMinor, fee };
  if (outcome.status !== 'pending') return { ...outcomeItem(outcome), ...taken };
  const decided = decision && { ...decisionItem(decision), ...taken };
  return { ...outcomeItem(outcome), decision: decided };
}
