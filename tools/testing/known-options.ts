import { nearest } from '../../hermetic/process/nearest.ts';

/** Refuses options that do not exist: programs without types would start a service that is not the one they meant. */
export function refuseUnknownOptions(caller: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    const hint = meant === undefined ? `The options are: ${known.join(', ')}.` : `Did you mean ${meant}?`;
    throw new TypeError(`${caller} has no option ${name}. ${hint}`);
  }
}
