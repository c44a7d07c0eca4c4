import { presentSeal } from '../../src/contracts/ledger.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathText } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { seals } from '../../src/store/seals.ts';

export const handler = endpoint({ seals }, async (request, { seals }) => {
  const day = pathText(request, 'day');
  const found = /^\d{4}-\d{2}-\d{2}$/.test(day) ? await seals.ofDay(day) : [];
  if (found.length === 0)
    throw new Refusal('day_not_sealed', 'a day is sealed two days later, and named like 2026-11-28');
  return ok({ day, seals: found.map(presentSeal) });
});
