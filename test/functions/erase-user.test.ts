import { handler as create } from '../../functions/users/create-user.ts';
import { handler as erase } from '../../functions/users/erase-user.ts';
import { handler as get } from '../../functions/users/get-user.ts';
import { erasesRecords } from '../support/erases-records.ts';
import { usersTable } from '../support/world.ts';

erasesRecords({ create, erase, get, kind: 'user', table: usersTable, label: 'username' });
