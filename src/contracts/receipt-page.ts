import { isRefunded } from '../domain/payment.ts';
import type { Receipt } from './receipt.ts';
import { receiptDetails, receiptSums } from './receipt-lines.ts';

const style = `
  :root { color-scheme: light; }
  * { box-sizing: border-box; margin: 0; }
  body { background: #eef0f3; color: #1c2430; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
         padding: 2rem 1rem; }
  main { background: #fff; max-width: 34rem; margin: 0 auto; padding: 2.25rem 2.5rem; border-radius: 10px;
         box-shadow: 0 1px 2px #0001, 0 8px 28px #0001; }
  header { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem;
           border-bottom: 2px solid #1c2430; padding-bottom: .9rem; }
  h1 { font-size: 1.5rem; letter-spacing: -.01em; }
  .badge { font-size: .8rem; font-weight: 600; padding: .1rem .65rem; border-radius: 99px; border: 1px solid; color: #11663b; }
  .badge.refunded { color: #7a4b00; }
  .total { font-size: 2.4rem; font-weight: 650; letter-spacing: -.02em; margin: 1.4rem 0 .1rem; font-variant-numeric: tabular-nums; }
  .note { color: #5b6675; margin-bottom: 1.4rem; }
  table { border-collapse: collapse; width: 100%; }
  th { text-align: left; font-weight: 400; color: #5b6675; padding: .32rem 1rem .32rem 0; vertical-align: top; width: 9.5rem; }
  td { padding: .32rem 0; overflow-wrap: anywhere; }
  .sums { margin-top: 1.4rem; border-top: 1px solid #d8dde4; font-variant-numeric: tabular-nums; }
  .sums th { width: auto; padding-top: .55rem; } .sums td { text-align: right; white-space: nowrap; padding-top: .55rem; }
  .sums tr:last-child > * { border-top: 1px solid #d8dde4; font-weight: 650; color: #1c2430; }
  .sums tr:nth-last-child(2) > * { padding-bottom: .55rem; }
  @page { margin: 18mm; }
  @media print { body { background: #fff; padding: 0; } main { box-shadow: none; padding: 0; max-width: none; } tr { break-inside: avoid; } }
`;

/** A page to keep or print: one sheet, no script, nothing from the network. */
export function receiptPage(receipt: Receipt): string {
  const { payment, number } = receipt;
  const sums = receiptSums(receipt);
  const refunded = payment.refundedMinor > 0n;
  const [, total = ''] = sums.at(-1) ?? [];
  const note = refunded ? `after refunds of ${receipt.refunded} ${payment.amount.currency}` : 'paid in full';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Receipt ${escaped(number)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header><h1>Receipt</h1><span class="badge${refunded ? ' refunded' : ''}">${isRefunded(payment) ? 'Refunded' : refunded ? 'Partly refunded' : 'Paid'}</span></header>
<p class="total">${escaped(total)}</p>
<p class="note">${escaped(note)}</p>
<table>${rows(receiptDetails(receipt))}</table>
<table class="sums">${rows(sums)}</table>
</main>
</body>
</html>
`;
}

const rows = (lines: readonly (readonly [string, string])[]) =>
  lines.map(([label, value]) => `<tr><th scope="row">${escaped(label)}</th><td>${escaped(value)}</td></tr>`).join('');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
