import { App } from 'aws-cdk-lib';
import { runCdkNag } from '../lib/cdk-nag.ts';
import { exitOnContextError } from '../lib/context-error.ts';
import { addPaymentService } from '../lib/payment-service.ts';

/** The same app as bin/payment-service.ts, checked by cdk-nag: `npm run synth`. */
const app = new App();
await exitOnContextError(addPaymentService(app));
runCdkNag(app);
