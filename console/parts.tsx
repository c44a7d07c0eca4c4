import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from './api.ts';
import { groupedAmount } from './money.ts';
import type { StatusLabel } from './payment-state.ts';
import { proxiedStage } from './stage.ts';
import { shortId, timeText } from './text.ts';
import type { Loaded } from './use-load.ts';

let isTitleAwaited = false;

/** The next title that is shown gets the focus: a new page begins there, for screen readers and the keyboard. */
export const awaitTitle = (): void => {
  isTitleAwaited = true;
};

export function Title({ children }: { children: ComponentChildren }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isTitleAwaited) title.current?.focus();
    isTitleAwaited = false;
  }, []);
  return (
    <h1 id="title" class="break" tabIndex={-1} ref={title}>
      {children}
    </h1>
  );
}

export const Status = ({ word, tone }: StatusLabel) => <span class={`status ${tone}`}>{word}</span>;

export const Amount = ({ amount, currency }: { amount: string; currency?: string }) => (
  <span class="amount">
    {groupedAmount(amount)}
    {currency && <span class="currency"> {currency}</span>}
  </span>
);

export const Time = ({ at }: { at: string | null | undefined }) =>
  at ? (
    <time dateTime={at} title={at}>
      {timeText(at)}
    </time>
  ) : (
    <None />
  );

/** Stands where a value is missing. */
export const None = () => (
  <span class="soft">
    <span aria-hidden="true">–</span>
    <span class="unseen">none</span>
  </span>
);

export const Id = ({ id, href }: { id: string; href?: string }) =>
  href === undefined ? (
    <code title={id}>{shortId(id)}</code>
  ) : (
    <a href={href} title={id}>
      <code>{shortId(id)}</code>
    </a>
  );

export function Copy({ text, label }: { text: string; label: string }) {
  const [word, setWord] = useState('Copy');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setWord('Copied'),
      () => setWord('Not allowed'),
    );
  return (
    <button
      type="button"
      class="quiet small"
      aria-label={label}
      onClick={() => void copy()}
      onBlur={() => setWord('Copy')}
    >
      {word}
    </button>
  );
}

/** A refusal, with what it says about what to do. */
export function Refused({ error, reload }: { error: ApiError; reload?: () => void }) {
  const { title, code, request_id } = error.problem;
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong>{title ?? (error.status === 0 ? 'No answer' : `Refused with ${error.status}`)}.</strong> {error.message}
      </p>
      {[401, 403].includes(error.status) && proxiedStage === '' && (
        <p>Sign in with credentials that may do this: “Sign requests” below.</p>
      )}
      {code && (
        <p class="soft">
          <code>{code}</code> {request_id && <>request {request_id}</>}
        </p>
      )}
      {reload && (
        <button type="button" onClick={reload}>
          Try again
        </button>
      )}
    </div>
  );
}

/** A section of a page that is read on its own: it says when it loads, when it is refused and when it is empty. */
export function Section<T>(props: {
  title: string;
  loaded: Loaded<T>;
  isEmpty?: (data: T) => boolean;
  empty?: ComponentChildren;
  actions?: ComponentChildren;
  children: (data: T) => ComponentChildren;
}) {
  const { title, loaded, isEmpty, empty, actions, children } = props;
  const { data, error, isLoading, reload } = loaded;
  return (
    <section aria-label={title} aria-busy={isLoading}>
      <div class="heading">
        <h2>{title}</h2>
        {actions}
      </div>
      {error && <Refused error={error} reload={reload} />}
      {!error && data === undefined && <p class="soft">Loading …</p>}
      {data !== undefined && (isEmpty?.(data) ? <p class="soft">{empty}</p> : children(data))}
    </section>
  );
}

/** Pairs of a name and a value. Values that are undefined are left out. */
export const Facts = ({ of }: { of: readonly (readonly [name: string, value: ComponentChildren])[] }) => (
  <dl class="facts">
    {of
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);

/** Scrolls by itself where it does not fit, and can be scrolled by keyboard. */
export const TableBox = ({ label, children }: { label: string; children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
  <section class="table" aria-label={`Table: ${label}`} tabIndex={0}>
    {children}
  </section>
);
