import * as z from 'zod/mini';
import type { Money } from '../domain/money.ts';
import type { Authorization, Charged, Decision, Failure, Outcome, Waiting } from '../domain/outcome.ts';
import { failureCodes } from '../domain/outcome.ts';
import type { AuthorizedPayment, Payment } from '../domain/payment.ts';
import { CurrencyCode } from './currency-code.ts';
import type { Item } from './item.ts';
import { Minor } from './minor.ts';

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

const Fee = z.optional(z.object({ minor: Minor, currency: CurrencyCode }));

const Authorized = z.pipe(
  z.object({ status: z.literal('authorized'), reference: z.string(), captured_minor: z.optional(Minor), fee: Fee }),
  z.transform(
    ({ captured_minor, fee, ...decision }): Read<Authorization> => ({ decision, capturedMinor: captured_minor, fee }),
  ),
);
const AtOnce = z.pipe(
  z.object({ status: z.literal('completed'), reference: z.string(), fee: Fee }),
  z.transform(({ fee, ...decision }): Read<Charged> => ({ decision, fee })),
);
const Failed = z.pipe(
  z.object({
    status: z.literal('failed'),
    failure_code: z.enum(failureCodes),
    raw_code: z.optional(z.string()),
    paid_by: z.optional(z.string()),
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
);
const Pending = {
  status: z.literal('pending'),
  action: z.optional(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('redirect'), url: z.string() }),
      z.object({ type: z.literal('in_app') }),
    ]),
  ),
};

/** The outcome of a payment that was decided like this, at once or after it was pending: its item then has both. */
const decidedBy = <Made extends Decision>(schema: z.ZodMiniType<Read<Made>>) =>
  z.union([
    z.pipe(
      schema,
      z.transform((read: Read<Made>) => ({ ...read, outcome: read.decision })),
    ),
    z.pipe(
      z.object({ ...Pending, decision: schema }),
      z.transform(({ status, action, decision }) => ({ ...decision, outcome: { status, action } satisfies Waiting })),
    ),
  ]);

export const AuthorizedOutcome = decidedBy(Authorized);
export const CompletedOutcome = decidedBy<Charged | Authorization>(z.union([AtOnce, Authorized]));
export const FailedOutcome = decidedBy(Failed);
export const PendingOutcome = z.pipe(
  z.object(Pending),
  z.transform(({ status, action }): PendingRead => ({ outcome: { status, action } })),
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
