import type { Request } from './request.ts';

/**
 * Content negotiation (RFC 9110 §12.5.1). Returns the first offered type if the client accepts none of them or sends no
 * Accept header. Between equal weights, the client's order decides.
 */
export function preferredType<Type extends string>({ headers }: Request, offered: readonly [Type, ...Type[]]): Type {
  const preferences = (headers.get('accept') ?? [])
    .flatMap((value) => value.split(','))
    .map((part) => {
      const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
      return { range, weight: Number(weight) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight);
  for (const { range } of preferences) {
    const type = offered.find((name) => matches(range, name));
    if (type !== undefined) return type;
  }
  return offered[0];
}

const matches = (range: string, type: string) =>
  range === type || range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));

/** Whether the client accepts gzip, and not with `q=0` (RFC 9110 §12.5.3). */
export const acceptsGzip = ({ headers }: Request): boolean =>
  (headers.get('accept-encoding') ?? [])
    .flatMap((value) => value.toLowerCase().split(','))
    .some((part) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/.test(part));
