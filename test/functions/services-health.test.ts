import { handler } from '../../functions/services/services-health.ts';
import { tellsItsHealth } from '../support/rpc-health.ts';

tellsItsHealth(handler, '/payments.v1.PaymentService/Health', { status: 'SERVING' });
