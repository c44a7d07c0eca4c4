/**
 * Whether a Content-Type, or the first type of an Accept header, is one of the API's binary media types. A missing header
 * counts as JSON: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
 */
export function isBinary(header: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  const first = (header ?? 'application/json').split(',', 1)[0] ?? '';
  const [type = '', subtype = ''] = first.split(';', 1).join().trim().toLowerCase().split('/', 2);
  return binaryMediaTypes.some((pattern) => {
    const [wantedType, wantedSubtype] = pattern.toLowerCase().split('/', 2);
    return (wantedType === '*' || wantedType === type) && (wantedSubtype === '*' || wantedSubtype === subtype);
  });
}
