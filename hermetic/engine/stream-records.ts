import { DatabaseSync } from 'node:sqlite';

/** Runs SQL on dynoxide's table of stream records; does nothing if this version of the engine has no such table. */
function execOnStreamRecords(databaseFile: string, sql: string): void {
  using database = new DatabaseSync(databaseFile, { timeout: 5_000 });
  const known = database.prepare("SELECT 1 FROM sqlite_master WHERE name = '_stream_records'").get();
  if (known !== undefined) database.exec(sql);
}

/**
 * Adds an index that dynoxide 1.2.1 lacks: it numbers each stream record by scanning all earlier ones, so each write would
 * be slower than the one before.
 */
export const indexStreamRecords = (databaseFile: string): void =>
  execOnStreamRecords(
    databaseFile,
    'CREATE INDEX IF NOT EXISTS stream_records_by_number ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
  );

/** Deletes all stream records: dynoxide 1.2.1 would show those of a deleted table in the next table of that name. */
export const deleteStreamRecords = (databaseFile: string): void =>
  execOnStreamRecords(databaseFile, 'DELETE FROM _stream_records');
