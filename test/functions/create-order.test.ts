import { handler } from '../../functions/orders/create-order.ts';
import { createsRecords } from '../support/creates-records.ts';
import { ordersTable } from '../support/world.ts';

createsRecords({ handler, path: '/orders/', table: ordersTable, label: 'name' });
