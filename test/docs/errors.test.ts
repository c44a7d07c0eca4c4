import { describe, expect, it } from 'vitest';
import { failureCodes } from '../../src/domain/outcome.ts';
import { problems } from '../../src/http/problems.ts';
import { rpcCodes } from '../../src/rpc/codes.ts';
import { pageOf } from './pages.ts';

const page = pageOf('docs/errors.md');

const rpcStatuses = Object.fromEntries(Object.entries(rpcCodes).map(([code, status]) => [code, status.toUpperCase()]));

/** The rows of all tables of codes: anchor, code, HTTP status, RPC status, meaning, what to do. */
const rows = [...page.text.matchAll(/^\| <a id="(.*)"><\/a>`(.*)` \| (.*) \| `(.*)` \| (.*) \| (.*) \|$/gm)].map(
  ([, ...cells]) => cells,
);

/** The rows of the table of failures: code, meaning, what to do. */
const failures = [...page.text.matchAll(/^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|$/gm)].map(([, ...cells]) => cells);

describe('docs/errors.md', () => {
  it('has every failure code of payments, and that of refunds, once and in order', () => {
    expect(failures.map(([code]) => code)).toEqual([...failureCodes, 'refund_declined'].sort());
  });

  it('says of each failure what it means and what to do', () => {
    expect(failures.filter(([, meaning, action]) => !meaning?.trim() || !action?.trim())).toEqual([]);
  });

  it('has every refusal with its statuses, once, and no other', () => {
    const documented = rows.map(([, code = '', http, rpc]) => [code, { http: Number(http), rpc }]);
    const defined = Object.entries(problems).map(([code, [http]]) => [code, { http, rpc: rpcStatuses[code] }]);
    expect(documented).toHaveLength(defined.length);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(defined));
  });

  it('has each code as its own anchor, as the type of a problem names it', () => {
    expect(rows.filter(([anchor, code]) => anchor !== code)).toEqual([]);
    expect(page.text).toContain('`urn:payment-service:problem:<code>`');
  });

  it('says of each what it means and what to do', () => {
    expect(rows.filter(([, , , , meaning, action]) => !meaning || !action)).toEqual([]);
  });
});
