import { App } from 'aws-cdk-lib';
import { explained } from '../lib/context-error.ts';
import { paymentService } from '../lib/payment-service.ts';

await explained(paymentService(new App()));
