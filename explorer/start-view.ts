import type { ApiDocument, ExplorerOperation } from './api.ts';
import { element, withCode } from './dom.ts';

/** The first page: what the service does, in plain words, and the way to a first payment. */
export function startView(api: ApiDocument, operations: readonly ExplorerOperation[], base: string): HTMLElement {
  const link = (id: string, text: string) =>
    operations.some((one) => one.id === id) ? element('a', { href: `#/${id}` }, text) : text;
  return element(
    'article',
    { class: 'start' },
    element('h2', { tabindex: '-1' }, 'Charge once, whatever happens'),
    ...about.map((text) => element('p', {}, ...withCode(text))),
    element('p', {}, element('a', { href: '#/createPayment', class: 'send' }, 'Make a first payment')),
    element('h3', {}, 'A first payment, step by step'),
    element(
      'ol',
      {},
      step(
        link('createPayment', 'Create a payment'),
        ': the form is filled in, so press Send. It has a key, and its amount is charged.',
      ),
      step(
        'Press Send again. The same key brings the same response, marked Idempotent-Replayed, and nothing is charged.',
      ),
      step('Change the amount and send it with the same key: it is refused. “New key” makes it a new payment.'),
      step('Click its payment_id in the response to ', link('getPayment', 'read the payment'), ' as it is now.'),
      step(link('refundPayment', 'Refund it'), ', in whole or in part. A refund has a key of its own.'),
    ),
    element('h3', {}, 'What else there is'),
    element(
      'dl',
      { class: 'areas' },
      ...api.tags.map(({ name, description = '' }) => {
        const first = operations.find(({ tag }) => tag === name);
        const title = first ? element('a', { href: `#/${first.id}` }, name) : name;
        return element(
          'div',
          {},
          element('dt', {}, title),
          element('dd', {}, ...withCode(description.split('\n')[0] ?? '')),
        );
      }),
    ),
    element('p', {}, 'Payments as tables and charts, for people who operate the service: ', consoleLink(base), '.'),
  );
}

const about = [
  'This service takes payments. The hard part is not to charge twice: a network fails, a client sends its request again, and nobody knows whether the first one arrived.',
  'So every request carries an idempotency key, which is any text that you choose once for each purchase. However often and from wherever the request comes with that key, there is one payment, and every response is the first one.',
];

const step = (...parts: readonly (string | HTMLElement)[]) => element('li', {}, ...parts);

const consoleLink = (base: string) => element('a', { href: `${base}/console` }, 'the console');
