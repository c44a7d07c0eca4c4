import type { ComponentChildren } from 'preact';
import type { TimelineEntryJson, TimelineJson } from './api-types.ts';
import { Amount, Id } from './parts.tsx';
import type { Tone } from './payment-state.ts';
import { codeText, timeText } from './text.ts';

type EntryLabel = Readonly<{ words: string; tone: Tone }>;

type ShownEntry = TimelineEntryJson & Readonly<{ type: Exclude<TimelineEntryJson['type'], `delivery.${string}`> }>;

/** Deliveries and ledger lines have tables of their own below the timeline. */
export const isShownEntry = (entry: TimelineEntryJson): entry is ShownEntry => !entry.type.startsWith('delivery.');

/** A type that is not known here, of a newer service, is shown by its name. */
const told: Readonly<Record<ShownEntry['type'], EntryLabel>> = {
  'payment.begun': { words: 'Payment begun', tone: 'quiet' },
  'payment.pending': { words: 'Waiting for the processor or the customer', tone: 'waiting' },
  'payment.authorized': { words: 'Authorized', tone: 'good' },
  'payment.completed': { words: 'Charged', tone: 'good' },
  'payment.failed': { words: 'Payment failed', tone: 'bad' },
  'payment.refused': { words: 'Payment refused', tone: 'bad' },
  'payment.captured': { words: 'Captured', tone: 'good' },
  'payment.cancelled': { words: 'Cancelled', tone: 'quiet' },
  'payment.refunded': { words: 'Refunded in full', tone: 'quiet' },
  'refund.completed': { words: 'Refund completed', tone: 'good' },
  'refund.failed': { words: 'Refund failed', tone: 'bad' },
  'refund.reversed': { words: 'Refund came back', tone: 'bad' },
  'dispute.opened': { words: 'Dispute opened', tone: 'bad' },
  'dispute.won': { words: 'Dispute won', tone: 'good' },
  'dispute.lost': { words: 'Dispute lost', tone: 'bad' },
  'payment.taken_over': { words: 'Taken over: the lease had expired', tone: 'waiting' },
  'payment.fencing': { words: 'Being made unpayable at the processor', tone: 'waiting' },
  'closing.taken_over': { words: 'Capture or cancellation taken over', tone: 'waiting' },
  'closing.abandoned': { words: 'Capture refused by the processor', tone: 'bad' },
  'refund.begun': { words: 'Refund begun: its amount is reserved', tone: 'quiet' },
  'refund.taken_over': { words: 'Refund taken over: the lease had expired', tone: 'waiting' },
  'refund.pending': { words: 'Refund under way at the processor', tone: 'waiting' },
  'processor.opened': { words: 'Processor: intent opened', tone: 'quiet' },
  'processor.answered': { words: 'Processor answered', tone: 'quiet' },
};

export const Timeline = ({ timeline }: { timeline: TimelineJson }) => (
  <>
    {timeline.omitted > 0 && <p class="soft">{timeline.omitted} older entries are not shown.</p>}
    <ol class="timeline">
      {timeline.entries.filter(isShownEntry).map((entry) => (
        <Entry key={`${entry.at} ${entry.type} ${entry.refund_id ?? entry.attempt}`} entry={entry} />
      ))}
    </ol>
    {timeline.next_poll_at && (
      <p class="soft">
        Asked the processor {timeline.polls} times; next at {timeText(timeline.next_poll_at)}.
      </p>
    )}
  </>
);

function Entry({ entry }: { entry: ShownEntry }) {
  const { at, type, attempt, refund_id, dispute_id, by } = entry;
  const { words, tone } = told[type] ?? { words: type, tone: 'quiet' };
  return (
    <li class={tone}>
      <time dateTime={at} title={at}>
        {timeText(at)}
      </time>
      <div>
        <p>
          <strong>{words}</strong>
          {attempt !== null && attempt > 0 && <span class="soft"> attempt {attempt + 1}</span>}
        </p>
        <p class="soft">
          {detailsOf(entry.details).map(([name, detail]) => (
            <span key={name}>{detail}</span>
          ))}
          {refund_id && (
            <span>
              refund <Id id={refund_id} />
            </span>
          )}
          {dispute_id && (
            <span>
              dispute <Id id={dispute_id} />
            </span>
          )}
          {by && <span title={`request ${by.request_id}`}>by {by.caller}</span>}
        </p>
      </div>
    </li>
  );
}

/** Amount, answer and code, then whatever else the entry has. */
function detailsOf(
  details: Readonly<Record<string, unknown>>,
): readonly (readonly [name: string, detail: ComponentChildren])[] {
  const { amount, currency, status: _status, failure_code, lines: _lines, ...rest } = details;
  const others = Object.entries(rest).filter(([, value]) => value !== null && value !== '');
  const code = typeof failure_code === 'string' ? failure_code : undefined;
  return [
    ...(amount === undefined ? [] : [['amount', moneyOf(amount, currency)] as const]),
    ...(code === undefined ? [] : [['code', codeIn(code)] as const]),
    ...others.map(([name, value]) => [name, `${name.replaceAll('_', ' ')} ${String(value)}`] as const),
  ];
}

const codeIn = (code: string) => <strong class="bad">{codeText(code)}</strong>;

const moneyOf = (amount: unknown, currency: unknown) => (
  <Amount amount={String(amount)} currency={String(currency ?? '')} />
);
