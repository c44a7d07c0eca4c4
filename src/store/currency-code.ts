import * as z from 'zod/mini';
import { type Currency, isCurrency } from '../domain/currency.ts';

export const CurrencyCode = z.custom<Currency>((code) => typeof code === 'string' && isCurrency(code));
