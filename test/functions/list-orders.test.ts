import { handler } from '../../functions/orders/list-orders.ts';
import { listsRecords } from '../support/lists-records.ts';
import { ordersTable } from '../support/world.ts';

listsRecords({ handler, path: '/orders/', table: ordersTable, label: 'name' });
