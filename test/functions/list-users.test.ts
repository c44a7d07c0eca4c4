import { handler } from '../../functions/users/list-users.ts';
import { listsRecords } from '../support/lists-records.ts';
import { usersTable } from '../support/world.ts';

listsRecords({ handler, path: '/users/', table: usersTable, label: 'username' });
