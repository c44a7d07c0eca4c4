import { DatabaseSync } from 'node:sqlite';

/** Another version of the engine may keep its records elsewhere; then it is as it is. */
function execOnStreamRecords(databaseFile: string, sql: string): void {
  using database = new DatabaseSync(databaseFile, { timeout: 5_000 });
  const known = database.prepare("SELECT 1 FROM sqlite_master WHERE name = '_stream_records'").get();
  if (known !== undefined) database.exec(sql);
}

/**
 * Gives the engine's table of stream records an index that it lacks (dynoxide 1.2.1): it numbers each record by looking
 * through all that were written before, so that every write would be slower than the one before it.
 */
export const indexStreamRecords = (databaseFile: string): void =>
  execOnStreamRecords(
    databaseFile,
    'CREATE INDEX IF NOT EXISTS stream_records_by_number ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
  );

/** Once its table is deleted, a stream is gone; but dynoxide 1.2.1 shows its records in the next table of that name. */
export const deleteStreamRecords = (databaseFile: string): void =>
  execOnStreamRecords(databaseFile, 'DELETE FROM _stream_records');
