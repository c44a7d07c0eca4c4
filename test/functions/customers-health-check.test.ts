import { handler } from '../../functions/customers/customers-health-check.ts';
import { tellsItsHealth } from '../support/rpc-health.ts';

tellsItsHealth(handler, '/payment.v1.PaymentService/HealthCheck', { status: 'SERVING', version: 'test' });
