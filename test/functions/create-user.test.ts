import { handler } from '../../functions/users/create-user.ts';
import { createsRecords } from '../support/creates-records.ts';
import { usersTable } from '../support/world.ts';

createsRecords({ handler, path: '/users/', table: usersTable, label: 'username' });
