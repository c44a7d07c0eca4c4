import { UnexplainedAnswer } from '../../src/processor/port.ts';
import { longestAuthorizationMs } from './manners.ts';
import type { Mutant } from './mutant.ts';
import { onCondition, rewriting, withAuthorizations, withPayments, withProcessor } from './mutant-tools.ts';

export const closingMutants: readonly Mutant[] = [
  {
    name: 'capture-and-cancel',
    focus: 'holds',
    what: 'a payment that is being captured may be cancelled',
    ...onCondition('begin to close', '#status = :authorized'),
  },
  {
    name: 'refused-capture-forgets-its-lease',
    focus: 'holds',
    manners: { capturesFail: 50 },
    what: 'a refused capture removes its lease, so a late copy of the write that began it meets its condition again',
    ...rewriting('abandon a capture', ({ ExpressionAttributeValues: values = {} }) => {
      const { ':past': _past, ...used } = values;
      return {
        UpdateExpression: 'REMOVE closing, closing_minor, #lease',
        ExpressionAttributeNames: { '#status': 'status', '#lease': 'lease', '#owner': 'owner' },
        ExpressionAttributeValues: used,
      };
    }),
  },
  {
    name: 'captures-by-hand-are-ignored',
    focus: 'holds',
    manners: { openIsLocal: false, authorizedForMs: longestAuthorizationMs, capturedByHand: 100 },
    what: 'an authorization that was captured at the processor stays authorized',
    ...withAuthorizations((real) => ({
      close: async (payment, owner, ended, at) =>
        owner === undefined && ended.status === 'completed' ? payment : real.close(payment, owner, ended, at),
    })),
  },
  {
    name: 'part-taken-during-a-fence',
    focus: 'holds',
    manners: {
      openIsLocal: false,
      authorizedForMs: longestAuthorizationMs,
      capturedByHand: 100,
      asksCustomer: 100,
      customerPays: 100,
    },
    what: 'a payment of which a part was captured by hand while it was given up waits for ever, as an authorization is not kept then',
    ...withPayments((real) => ({
      decide: (seen, decision, decided) => real.decide(seen, decision, { ...decided, isTaken: false }),
    })),
  },
  {
    name: 'other-amounts-by-hand-are-unexplained',
    focus: 'holds',
    manners: { openIsLocal: false, authorizedForMs: longestAuthorizationMs, capturedByHand: 100 },
    what: 'a capture waits for a person, for ever, if somebody captured another amount at the processor before',
    ...withProcessor((real) => ({
      capture: (intent, charge, amount) =>
        real.capture(intent, charge, amount).catch(async (error: unknown) => {
          const seen = await real.observe(intent, charge);
          if (seen.state !== 'captured' || seen.captured.minor === amount.minor) throw error;
          throw new UnexplainedAnswer('another amount was captured');
        }),
    })),
  },
  {
    name: 'stale-looks-refuse-captures',
    focus: 'holds',
    manners: { openIsLocal: false, authorizedForMs: longestAuthorizationMs, capturedByHand: 100, staleIntents: 60 },
    what: 'a capture of an intent in another state is told to be refused, because a replica shows it as authorized',
    ...withProcessor((real) => ({
      capture: (intent, charge, amount) =>
        real.capture(intent, charge, amount).catch(async (error: unknown) => {
          const seen = await real.observe(intent, charge);
          if (seen.state === 'authorized') return seen;
          throw error;
        }),
    })),
  },
  {
    name: 'refused-capture-is-not-fenced',
    focus: 'holds',
    manners: { capturesFail: 50 },
    what: 'a capture that is refused ends the payment without a fence, so an earlier request for it may still take the money',
    ...withProcessor((real) => {
      const refused = new Set<string>();
      return {
        capture: async (intent, charge, amount) => {
          const seen = await real.capture(intent, charge, amount);
          if (seen.state === 'authorized') refused.add(intent.id);
          return seen;
        },
        fence: async (intent, charge) =>
          refused.has(intent.id) ? { state: 'dead', code: 'abandoned', raw: 'abandoned' } : real.fence(intent, charge),
      };
    }),
  },
  {
    name: 'part-captured-whole',
    focus: 'holds',
    what: 'a capture takes all that is authorized, whatever it was asked for',
    ...withAuthorizations((real) => ({
      beginClosing: (payment, closing, _minor, lease) =>
        real.beginClosing(payment, closing, payment.amount.minor, lease),
    })),
    ...withProcessor((real) => ({ capture: (intent, charge) => real.capture(intent, charge, charge.amount) })),
  },
  {
    name: 'part-forgotten-at-take-over',
    focus: 'holds',
    what: 'a capture of a part takes the whole once another has to finish it',
    ...withPayments((real) => ({
      get: async (id) => {
        const payment = await real.get(id);
        return payment?.status === 'authorized' ? { ...payment, closingMinor: undefined } : payment;
      },
    })),
  },
];
