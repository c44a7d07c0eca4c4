import { describe, expect, it } from 'vitest';
import { type Intent, type Processor, ProcessorTrouble } from '../../src/processor/port.ts';
import { type Credentials, withSecret } from '../../src/processor/with-secret.ts';
import { SecretUnavailable } from '../../src/runtime/secrets.ts';
import { chargeOf, eur } from './contract.ts';

const intent: Intent = { processor: 'noting', account: 'own', id: 'pi_1' };
const charge = chargeOf();
const refund = { id: 'r1', attempt: 0, amount: eur(1n) };
const event = { headers: new Map(), body: Buffer.from('{}') };
const credentials: Credentials = { key: 'key-1', webhookSecrets: [], mode: 'test' };

/** A processor that notes each call with the key that it has. */
function noting(calls: string[], fails: (call: string) => Error | undefined = () => undefined) {
  return ({ key }: Credentials): Processor => {
    const note = async <Answer>(call: string, answer: Answer): Promise<Answer> => {
      calls.push(`${call} by ${key}`);
      const error = fails(call);
      if (error) throw error;
      return answer;
    };
    const ready = { state: 'ready' } as const;
    const absent = { state: 'absent' } as const;
    return {
      name: 'noting',
      can: {
        currencies: new Set(['EUR']),
        methods: new Set(['card']),
        partialCapture: true,
        keysForMs: 0,
        refundsMayComeBack: false,
        authorizationsLapse: false,
        takesToken: () => true,
        chargesAlone: true,
        needsReturnUrl: false,
        holdsMethods: new Set(),
        openIsLocal: false,
      },
      open: () => note('open', intent),
      execute: () => note('execute', ready),
      observe: () => note('observe', ready),
      fence: () => note('fence', ready),
      capture: () => note('capture', ready),
      refund: () => note('refund', absent),
      observeRefund: () => note('observeRefund', absent),
      observeRefunds: () => note('observeRefunds', [absent]),
      clientSecret: () => note('clientSecret', 'secret'),
      observeDisputes: () => note('observeDisputes', []),
      listEvents: () => note('listEvents', { events: [] }),
      readEvent: () => note('readEvent', { kind: 'irrelevant' } as const),
    };
  };
}

const refuse = 'an answer';

const calls: readonly [name: string, call: (one: Processor) => Promise<unknown> | undefined, answer: unknown][] = [
  ['open', (one) => one.open('k', charge), intent],
  ['execute', (one) => one.execute(intent, charge), { state: 'ready' }],
  ['observe', (one) => one.observe(intent, charge), { state: 'ready' }],
  ['fence', (one) => one.fence(intent, charge), { state: 'ready' }],
  ['capture', (one) => one.capture(intent, charge, eur(1n)), { state: 'ready' }],
  ['refund', (one) => one.refund(intent, charge, refund), { state: 'absent' }],
  ['observeRefund', (one) => one.observeRefund(intent, charge, refund), { state: 'absent' }],
  ['observeRefunds', (one) => one.observeRefunds?.(intent, charge, [refund]), [{ state: 'absent' }]],
  ['clientSecret', (one) => one.clientSecret?.(intent), 'secret'],
  [
    'observeDisputes',
    (one) => one.observeDisputes?.(intent, charge, { amount: eur(1n), at: '2026-01-01T00:00:00.000Z' }),
    [],
  ],
  ['listEvents', (one) => one.listEvents?.(0), { events: [] }],
  ['readEvent', (one) => one.readEvent?.(event), { kind: 'irrelevant' }],
];

describe('a processor whose key is in a secret', () => {
  it.each(calls)('reads the key before it is asked to %s, and passes the answer on', async (name, call, answer) => {
    const made: string[] = [];
    const one = withSecret(noting(made), { read: async () => credentials, forget: () => {} });
    expect(await call(one)).toEqual(answer);
    expect(made).toEqual([`${name} by key-1`]);
  });

  it.each(calls)('forgets a key that was refused when it was asked to %s', async (_name, call) => {
    let forgotten = 0;
    const refused = () => new ProcessorTrouble('misconfigured', 'no such key');
    const one = withSecret(noting([], refused), {
      read: async () => credentials,
      forget: () => void forgotten++,
    });
    await expect(call(one)).rejects.toMatchObject({ trouble: 'misconfigured' });
    expect(forgotten).toBe(1);
  });

  it.each([
    ['that does not exist is misconfigured', true, 'misconfigured'],
    ['that cannot be read now sent nothing', false, 'not_sent'],
  ] as const)('a secret %s', async (_what, isPermanent, trouble) => {
    const read = () => Promise.reject(new SecretUnavailable('no such secret', isPermanent));
    const made: string[] = [];
    const one = withSecret(noting(made), { read, forget: () => {} });
    await expect(one.execute(intent, charge)).rejects.toMatchObject({ trouble, message: 'no such secret' });
    expect(made).toEqual([]);
  });

  it('says without the key which amounts can be sent', () => {
    const make = () => ({ ...noting([])(credentials), sendable: () => refuse });
    const one = withSecret(make, { read: () => Promise.reject(new Error('read')), forget: () => {} });
    expect(one.sendable?.(eur(1n))).toBe(refuse);
  });

  it('keeps the key after any other trouble', async () => {
    let forgotten = 0;
    const silent = () => new ProcessorTrouble('unknown', 'no answer');
    const one = withSecret(noting([], silent), {
      read: async () => credentials,
      forget: () => void forgotten++,
    });
    await expect(one.observe(intent, charge)).rejects.toMatchObject({ trouble: 'unknown' });
    expect(forgotten).toBe(0);
  });
});
