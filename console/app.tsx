import { useEffect, useRef, useState } from 'preact/hooks';
import { apiBase } from './api-request.ts';
import { ChartsPage } from './charts-page.tsx';
import { DisputesPage } from './disputes-page.tsx';
import { EndpointPage } from './endpoint-page.tsx';
import { AccountPage, LedgerPage } from './ledger-page.tsx';
import { LivePage } from './live-page.tsx';
import { type LocalClock, useLocalClock } from './local-environment.ts';
import { LocalPage } from './local-page.tsx';
import { awaitTitle } from './parts.tsx';
import { PaymentPage } from './payment-page.tsx';
import { PaymentsPage } from './payments-page.tsx';
import { type ConsoleRoute, emptyFilter, hashOf, routeOf } from './route.ts';
import { SigningForm } from './signing-form.tsx';
import { proxiedStage } from './stage.ts';
import { timeText } from './text.ts';
import { WebhooksPage } from './webhooks-page.tsx';

/** The frame around every page: where one is, and where one can go. */
export function App() {
  const route = useRoute();
  const clock = useLocalClock();
  return (
    <>
      <button type="button" class="skip" onClick={focusTitle}>
        Skip to the content
      </button>
      <header>
        <p class="brand">
          Payment console <StageName clock={clock} />
        </p>
        <nav aria-label="Pages">
          {pagesFor(clock !== undefined).map(([name, to, pages]) => (
            <a key={name} href={hashOf(to)} aria-current={pages.includes(route.page) ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      <main>
        <Page route={route} />
      </main>
      <footer>
        <p class="soft">All times are UTC.</p>
        <SigningForm />
      </footer>
    </>
  );
}

type NavigationLink = readonly [name: string, to: ConsoleRoute, pages: readonly ConsoleRoute['page'][]];

const pagesFor = (isLocal: boolean): readonly NavigationLink[] => [
  ['Payments', { page: 'payments', filter: emptyFilter }, ['payments', 'payment']],
  ['Webhooks', { page: 'webhooks' }, ['webhooks', 'endpoint']],
  ['Disputes', { page: 'disputes' }, ['disputes']],
  ['Ledger', { page: 'ledger' }, ['ledger', 'account']],
  ['Charts', { page: 'charts' }, ['charts']],
  ...(isLocal
    ? ([
        ['Live', { page: 'live' }, ['live']],
        ['Environment', { page: 'local' }, ['local']],
      ] as const)
    : []),
];

function Page({ route }: { route: ConsoleRoute }) {
  switch (route.page) {
    case 'payment':
      return <PaymentPage key={route.id} id={route.id} />;
    case 'payments':
      return <PaymentsPage filter={route.filter} />;
    case 'webhooks':
      return <WebhooksPage />;
    case 'endpoint':
      return <EndpointPage key={route.id} id={route.id} />;
    case 'disputes':
      return <DisputesPage />;
    case 'ledger':
      return <LedgerPage />;
    case 'account':
      return <AccountPage key={route.name} name={route.name} />;
    case 'charts':
      return <ChartsPage />;
    case 'live':
      return <LivePage />;
    case 'local':
      return <LocalPage />;
  }
}

/** Names the stage: nobody should refund in production and think it is a test. */
function StageName({ clock }: { clock: LocalClock | undefined }) {
  const isAhead = clock !== undefined && clock.offset_ms !== 0;
  const stage = proxiedStage || apiBase.slice(1);
  return (
    <span class={`stage ${clock ? '' : 'deployed'}`}>
      {clock ? 'local' : stage || location.host}
      {isAhead && <>, clock at {timeText(clock.now)}</>}
    </span>
  );
}

/** The page that the address names. */
function useRoute(): ConsoleRoute {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  const shown = useRef(route.page);
  useEffect(() => {
    const changed = () => {
      const next = routeOf(location.hash);
      if (next.page !== shown.current) {
        scrollTo(0, 0);
        awaitTitle();
      }
      shown.current = next.page;
      setRoute(next);
    };
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}

const focusTitle = () => document.querySelector<HTMLElement>('#title')?.focus();
