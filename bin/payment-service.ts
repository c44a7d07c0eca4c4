import { App } from 'aws-cdk-lib';
import { paymentService } from '../lib/payment-service.ts';

await paymentService(new App());
