import { handler as create } from '../../functions/orders/create-order.ts';
import { handler as erase } from '../../functions/orders/erase-order.ts';
import { handler as get } from '../../functions/orders/get-order.ts';
import { erasesRecords } from '../support/erases-records.ts';
import { ordersTable } from '../support/world.ts';

erasesRecords({ create, erase, get, kind: 'order', table: ordersTable, label: 'name' });
