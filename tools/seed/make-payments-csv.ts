import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paymentsCsv } from './payments-csv.ts';

// Writes the seed file anew: npx node tools/seed/make-payments-csv.ts
writeFileSync(join(import.meta.dirname, 'payments.csv'), paymentsCsv());
