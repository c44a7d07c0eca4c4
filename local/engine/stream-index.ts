import { DatabaseSync } from 'node:sqlite';

/**
 * Gives the engine's table of stream records an index that it lacks (dynoxide 1.2.1): it numbers each record by looking
 * through all that were written before, so that every write would be slower than the one before it.
 */
export function indexStreamRecords(databaseFile: string): void {
  using database = new DatabaseSync(databaseFile, { timeout: 5_000 });
  database.exec(
    'CREATE INDEX IF NOT EXISTS stream_records_by_number ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
  );
}
