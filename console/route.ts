import { statusFilters, type TableFilter } from './search.ts';

/** A page of the console, as the hash of its address says it. */
export type ConsoleRoute =
  | Readonly<{ page: 'payments'; filter: TableFilter }>
  | Readonly<{ page: 'payment'; id: string }>
  | Readonly<{ page: 'webhooks' }>
  | Readonly<{ page: 'endpoint'; id: string }>
  | Readonly<{ page: 'disputes' }>
  | Readonly<{ page: 'ledger' }>
  | Readonly<{ page: 'account'; name: string }>
  | Readonly<{ page: 'charts' }>
  | Readonly<{ page: 'live' }>
  | Readonly<{ page: 'local' }>;

export const emptyFilter: TableFilter = { text: '', status: '', method: '', day: '' };

export function routeOf(hash: string): ConsoleRoute {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [page, rest] = path.split('/').map(decoded);
  if (page === 'payments' && rest) return { page: 'payment', id: rest };
  if (page === 'webhooks') return rest ? { page: 'endpoint', id: rest } : { page };
  if (page === 'ledger') return rest ? { page: 'account', name: rest } : { page };
  if (page === 'disputes' || page === 'charts' || page === 'live' || page === 'local') return { page };
  return { page: 'payments', filter: filterIn(new URLSearchParams(query)) };
}

function filterIn(query: URLSearchParams): TableFilter {
  const day = query.get('day') ?? '';
  return {
    text: query.get('q') ?? '',
    status: statusFilters.find((status) => status === query.get('status')) ?? '',
    method: query.get('method') ?? '',
    day: /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : '',
  };
}

export function hashOf(route: ConsoleRoute): string {
  switch (route.page) {
    case 'payments': {
      const { text, ...rest } = route.filter;
      const set = Object.entries({ q: text, ...rest }).filter(([, value]) => value !== '');
      return set.length === 0 ? '#/payments' : `#/payments?${new URLSearchParams(set)}`;
    }
    case 'payment':
      return `#/payments/${encodeURIComponent(route.id)}`;
    case 'endpoint':
      return `#/webhooks/${encodeURIComponent(route.id)}`;
    case 'account':
      return `#/ledger/${encodeURIComponent(route.name)}`;
    default:
      return `#/${route.page}`;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
