import { App } from 'aws-cdk-lib';
import { exitOnContextError } from '../lib/context-error.ts';
import { addPaymentService } from '../lib/payment-service.ts';

await exitOnContextError(addPaymentService(new App()));
