import { JsonNumber } from '../contracts/strict-json.ts';
import { holdsCardNumber } from '../domain/card-number.ts';
import { Refusal } from '../domain/refusal.ts';

/** Refuses card numbers anywhere in a value, including member names. `pointer` is the value's JSON pointer. */
export function refuseCardNumbers(value: unknown, pointer = ''): void {
  if (typeof value === 'string' || typeof value === 'bigint') refuse(String(value), pointer);
  else if (value instanceof JsonNumber) refuse(value.text, pointer);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      refuse(key, pointer);
      refuseCardNumbers(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    }
  }
}

function refuse(text: string, pointer: string): void {
  if (!holdsCardNumber(text)) return;
  throw new Refusal('card_number_not_accepted', 'send a processor token, never a card number', {
    field: pointer || '/',
  });
}
