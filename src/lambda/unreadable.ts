/** Why an item cannot be read: error name and attribute paths, without values, because it goes to the log. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const issues = 'issues' in error && Array.isArray(error.issues) ? error.issues : [];
  const paths = issues.map(({ path }: { path?: unknown[] }) => path?.join('.') ?? '');
  return [error.name, ...paths].join(' ');
}
