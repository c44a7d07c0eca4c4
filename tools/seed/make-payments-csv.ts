import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paymentsCsv } from './payments-csv.ts';

// Regenerates the seed file: npx node tools/seed/make-payments-csv.ts
writeFileSync(join(import.meta.dirname, 'payments.csv'), paymentsCsv());
