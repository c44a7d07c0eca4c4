import { readEarly } from './early-read.ts';
import { pageOfPayments } from './payment-list.ts';

// The page's own script is a hundred times as large as this one. While it arrives and starts, the service reads the first rows.
if (/^(#\/?)?(payments)?$/.test(location.hash)) readEarly(pageOfPayments({}));
