import { LocalRefusal } from '../../hermetic/api-gateway/local-answers.ts';
import { routes } from '../../lib/routes.ts';
import { workers } from '../../lib/workers.ts';
import type { FaultMatch } from './fault-request.ts';
import { type FaultName, kindOf } from './fault-table.ts';
import { isWrite, operationsOf, storeOperations, storeTables, tableOfWrites } from './store-call.ts';

/** Methods of src/processor/port.ts. */
const processorOperations = [
  ...['open', 'execute', 'observe', 'fence', 'capture', 'refund'],
  ...['observeRefund', 'observeRefunds', 'listRefunds', 'observeDisputes', 'clientSecret', 'listEvents', 'readEvent'],
];

/** Refuses a fault that can never happen: a test would pass without proving anything. Throws LocalRefusal. */
export function refuseImpossible(fault: FaultName, match: FaultMatch, functions: ReadonlySet<string>): void {
  refuseOther('function', match.function, [...functions]);
  const { target, writesOnly } = kindOf(fault);
  const ofStore = match.table ?? match.write;
  if (ofStore !== undefined && target !== 'store') {
    throw refused(`"${fault}" is not a fault of the store, so it cannot match a table or a write.`);
  }
  if (match.operation !== undefined && target !== 'store' && target !== 'processor') {
    throw refused(`"${fault}" applies to every call to the ${target}: match only by function.`);
  }
  const ofTarget = target === 'processor' ? processorOperations : storeOperations;
  refuseOther('operation', match.operation, ofTarget);
  if (writesOnly && match.operation !== undefined && !isWrite({ operation: match.operation })) {
    throw refused(`"${fault}" happens to writes only: ${match.operation} writes nothing.`);
  }
  refuseOther('table', match.table, storeTables);
  refuseOtherWrite(match);
  if (target === 'store') refuseOtherRights(match, writesOnly === true || match.write !== undefined);
}

/** A write goes to one table, and is of one kind. */
function refuseOtherWrite({ write, table = tableOfWrites, operation }: FaultMatch): void {
  if (write === undefined) return;
  if (table !== tableOfWrites) {
    throw refused(
      `The write "${write}" is to the table ${tableOfWrites} alone, so it cannot match the table ${table}.`,
    );
  }
  const operations = operationsOf(write);
  if (operation === undefined || operations.includes(operation)) return;
  const kinds = operations.join(' or ');
  throw refused(`The write "${write}" is done by ${kinds}, so it cannot match the operation ${operation}.`);
}

/** A function without the rights to a table does not call it. Functions that lib/ does not list are of the stubs, and have other tables. */
function refuseOtherRights({ function: name, table: given, write }: FaultMatch, isOfWrites: boolean): void {
  const may = [...routes, ...workers].find((one) => one.name === name)?.may;
  if (may === undefined) return;
  const table = write === undefined ? given : tableOfWrites;
  const actions = Object.entries(may).flatMap(([one, all]) => (table === undefined || one === table ? all : []));
  if (actions.some((operation) => !isOfWrites || isWrite({ operation }))) return;
  const verb = isOfWrites ? 'writes to' : 'calls';
  const its = Object.keys(may).join(', ') || 'none';
  throw refused(
    `${name} never ${verb} ${table === undefined ? 'a table' : `the table ${table}`}. Its tables are: ${its}.`,
  );
}

function refuseOther(what: string, given: string | undefined, all: readonly string[]): void {
  if (given === undefined || all.includes(given)) return;
  throw refused(`There is no ${what} "${given}". The ${what}s are: ${all.join(', ')}.`);
}

const refused = (sentence: string) => new LocalRefusal(400, sentence);
