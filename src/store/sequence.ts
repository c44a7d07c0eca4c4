/** Numbers of a stream's records have up to 40 digits and grow with each change of an item: so do these, as text. */
export const sortable = (sequence: string): string => sequence.padStart(40, '0');
