import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Payment } from '../../src/domain/payment.ts';
import { paymentOf } from '../../src/store/payment-item.ts';
import { csvRows, type ReadRow } from '../../tools/data/csv-rows.ts';
import { linksTo, paymentItem } from '../../tools/data/payment-items.ts';
import { rowOf } from '../../tools/data/payment-row.ts';

const header = 'payment_id,trip_id,amount,method,status,reference,created_at';
const good = '1,1001,118.65,CARD,SUCCESS,PAY-20250101-ABC12345,2025-01-01T07:52:14Z';

async function rowsOf(text: string | Buffer): Promise<ReadRow[]> {
  const rows: ReadRow[] = [];
  for await (const row of csvRows(Readable.from([Buffer.from(text)]))) rows.push(row);
  return rows;
}

async function readRow(row: string, columns = header) {
  const [read] = await rowsOf(`${columns}\n${row}\n`);
  if (read === undefined || 'wrong' in read) throw new Error(read?.wrong);
  return read;
}

const paymentIn = async (row: string, columns = header): Promise<Payment> => (await readRow(row, columns)).payment;

/** The good row with one value changed. */
function but(column: string, value: string): string {
  const values = good.split(',');
  values[header.split(',').indexOf(column)] = value;
  return values.join(',');
}

describe('a row of a file of payments', () => {
  it('is read as a payment that the service could have made', async () => {
    const payment = await paymentIn(good);
    expect(payment).toMatchObject({
      id: '1',
      tripId: '1001',
      amount: { minor: 11_865n, currency: 'USD' },
      method: 'card',
      status: 'completed',
      outcome: { status: 'completed', reference: 'PAY-20250101-ABC12345' },
      createdAt: '2025-01-01T07:52:14.000Z',
      settledAt: '2025-01-01T07:52:14.000Z',
      refundedMinor: 0n,
      refundableMinor: 11_865n,
      refunds: {},
    });
    expect(paymentOf(paymentItem(payment, 1))).toEqual(payment);
  });

  it.each([
    ['SUCCESS', 'completed', 0n, 11_865n],
    ['REFUNDED', 'completed', 11_865n, 0n],
    ['PENDING', 'authorized', 0n, 0n],
    ['FAILED', 'failed', 0n, 0n],
  ])('with status %s is read as %s', async (name, status, refundedMinor, refundableMinor) => {
    const read = await readRow(but('status', name));
    const { payment } = read;
    expect(payment).toMatchObject({ status, refundedMinor, refundableMinor });
    expect(paymentOf(paymentItem(payment, 1))).toEqual(payment);
    const hold = { column: 'trip_id', hold: 'trip', item: { id: 'trip#1001', payment_id: '1' } };
    expect(linksTo(read)).toEqual(status === 'failed' ? [] : [hold]);
    expect(Object.values(rowOf(payment, false)).slice(0, 5)).toEqual(['1', '1001', '118.65', 'CARD', name]);
  });

  it('with status REFUNDED has one refund', async () => {
    const refunds = Object.values((await paymentIn(but('status', 'REFUNDED'))).refunds);
    expect(refunds).toEqual([
      expect.objectContaining({ status: 'completed', amountMinor: 11_865n, refundedAfterMinor: 11_865n }),
    ]);
  });

  it.each([
    ['JPY', '1250', 1_250n],
    ['KWD', '1.250', 1_250n],
    ['USD', '0.1', 10n],
    ['USD', '999999999999.99', 99_999_999_999_999n],
    ['', '7', 700n],
  ])('in %s keeps %s exact', async (currency, amount, minor) => {
    const payment = await paymentIn(`${but('amount', amount)},${currency}`, `${header},currency`);
    expect(payment.amount).toEqual({ minor, currency: currency || 'USD' });
  });

  it('may have another order of columns, quotes and no trip', async () => {
    const columns = 'currency,created_at,reference,status,method,amount,trip_id,payment_id';
    const row = 'EUR,2025-11-06T19:04:05.5+01:00,"PAY-""1"",x","SUCCESS",UPI,1.00,,a-b_c';
    expect(await paymentIn(row, columns)).toMatchObject({
      id: 'a-b_c',
      tripId: undefined,
      createdAt: '2025-11-06T18:04:05.500Z',
      outcome: { reference: 'PAY-"1",x' },
    });
  });

  it.each([
    ['payment_id', ['', 'a b', '#1', 'a'.repeat(65), '4111111111111111']],
    ['trip_id', ['a b', '#', '4111111111111111']],
    ['amount', ['', '0', '-1', '1.005', '1e2', '1,000', 'x', '1000000000000']],
    ['method', ['', 'card', 'GOLD']],
    ['status', ['', 'PAID', 'success']],
    ['reference', ['', 'a b', 'ä', 'x'.repeat(65), '4111 1111 1111 1111']],
    ['created_at', ['', '2025-01-01', '2025-02-30T00:00:00Z', '2025-01-01T25:00:00Z', '2025-01-01T00:00:00', 'now']],
  ])('with a wrong %s is reported by line and column', async (column, values) => {
    for (const value of values) {
      const rows = await rowsOf(`${header}\n${good}\n${but(column, `"${value}"`)}\n`);
      expect(rows[1], value).toEqual({ wrong: expect.stringMatching(`^line 3, column ${column}: `) });
    }
  });

  it('with an unknown currency is reported by that column', async () => {
    const [row] = await rowsOf(`${header},currency\n${good},usd\n`);
    expect(row).toEqual({ wrong: expect.stringMatching('^line 2, column currency: ') });
  });

  it('with too few or too many values is reported, and the next one is read', async () => {
    const rows = await rowsOf(`${header}\n1,2\n${good},x\n${good}\n`);
    expect(rows).toEqual([
      { wrong: 'line 2: there are 2 values for 7 columns' },
      { wrong: 'line 3: there are 8 values for 7 columns' },
      expect.objectContaining({ line: 4 }),
    ]);
  });
});

describe('a file of payments', () => {
  it('may have a byte order mark, Windows line breaks and empty lines', async () => {
    const rows = await rowsOf(`\uFEFF${header}\r\n\r\n${good}\r\n\r\n${but('payment_id', '2')}`);
    expect(rows).toMatchObject([{ line: 3 }, { line: 5 }]);
  });

  it.each([
    ['', 'line 1: the header is missing'],
    ['payment_id,amount\n1,2', 'line 1: the column trip_id is missing'],
    [`${header},fare\n`, 'line 1: there is no column fare'],
    [`${header},payment_id\n`, 'line 1: a column is repeated'],
    [`${header}\n${good}\n"1,2\n`, 'a quote is not closed'],
    [`${header}\n${good}\n1"1,2\n`, 'line 3: a quote is misplaced'],
    [`${header}\n"${'x'.repeat(4_200_000)}`, 'longer than 4194304 characters'],
  ])('is refused as a whole if it is malformed: %#', async (text, message) => {
    await expect(rowsOf(text)).rejects.toMatchObject({ exitCode: 1, message: expect.stringContaining(message) });
  });
});
