import type { Money } from '../../src/domain/money.ts';
import type { Waiting } from '../../src/domain/outcome.ts';
import { importer, type PaymentStates } from '../../src/domain/payment.ts';
import { BadValue, type Row, type StatusInRow } from './payment-columns.ts';
import { checkFailure, readClosing, readFailure, readReference } from './read-outcome.ts';

type StateContext = Readonly<{
  status: StatusInRow;
  amount: Money;
  captureLater: boolean;
  createdAt: string;
  authorizedAt: string | undefined;
  settledAt: string | undefined;
  rawCode: string | undefined;
  expiredAt: string | undefined;
  dueAt: string | undefined;
  polls: number;
  /** How much a capture that has begun takes, and how much was captured, if that is less than the amount. */
  closingMinor: bigint | undefined;
  capturedMinor: bigint | undefined;
  /** Its first answer, if that was that it is pending. */
  waiting: Waiting | undefined;
  /** It was captured without having been authorized first, as it was to be. */
  chargedAtOnce: boolean;
  fee: Money | undefined;
}>;

type RowState = { [Name in StatusInRow]: Readonly<{ status: Name }> & PaymentStates[Name] }[StatusInRow];

/** Reads what a payment has in the state that its row says. */
export function readState(
  row: Row,
  { status, amount, captureLater, rawCode, waiting, ...context }: StateContext,
): RowState {
  checkFailure(row, status, amount);
  const settledAt = context.settledAt ?? (context.authorizedAt === undefined ? context.createdAt : undefined);
  const settled = { settledBy: importer, settledAt };
  const closed = readClosing(row, { status, captureLater });
  if (status === 'failed') {
    const failure = readFailure(row, rawCode);
    return { status, ...settled, outcome: waiting ?? failure, decision: failure };
  }
  if (rawCode !== undefined) throw new BadValue('processing', 'only a FAILED payment has a raw_code');
  const reference = readReference(row);
  const held = { status: 'authorized', reference } as const;
  const approved = { ...settled, authorizedAt: context.authorizedAt, closing: closed.closing };
  const polled = { dueAt: context.dueAt, polls: context.polls };
  const closedAt = closed.closedAt ?? settledAt ?? context.authorizedAt ?? context.createdAt;
  switch (status) {
    case 'authorized':
      return {
        status,
        ...approved,
        ...polled,
        outcome: waiting ?? held,
        decision: held,
        lease: undefined,
        closingMinor: context.closingMinor,
      };
    case 'cancelled':
      return { status, ...approved, outcome: waiting ?? held, decision: held, closedAt, expiredAt: context.expiredAt };
    case 'completed': {
      const wasHeld = captureLater && !context.chargedAtOnce;
      const decision = wasHeld ? held : ({ status, reference } as const);
      return {
        status,
        ...approved,
        ...polled,
        outcome: waiting ?? decision,
        decision,
        closedAt: wasHeld ? closedAt : undefined,
        capturedMinor: context.capturedMinor,
        fee: context.fee,
      };
    }
  }
}
