import { App } from 'aws-cdk-lib';
import { explained } from '../lib/context-error.ts';
import { nag } from '../lib/nag.ts';
import { paymentService } from '../lib/payment-service.ts';

/** What is deployed, checked by cdk-nag: `npm run synth`. */
const app = new App();
await explained(paymentService(app));
nag(app);
