import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** Colours text on a terminal, unless NO_COLOR is set. */
export const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout });

export const paintStatus = (status: number): string =>
  paint(status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green', String(status));

/** `14:05:09`, in local time. */
export const timeOfDay = (time: Date): string => paint('dim', time.toTimeString().slice(0, 8));
