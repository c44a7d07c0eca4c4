/** A collector that takes traces by OTLP over HTTP. */
export type OtlpSettings = Readonly<{
  url: string;
  headers: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Attributes of the resource, `service.name` among them. */
  resource: Readonly<Record<string, string>>;
}>;

type Variables = Readonly<Record<string, string | undefined>>;

/** A variable that cannot be followed. */
export class OtlpSettingError extends Error {}

/**
 * Reads OpenTelemetry's variables. Undefined if they name no collector, or switch the export off. Throws OtlpSettingError.
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function otlpSettings(variables: Variables, serviceName: string): OtlpSettings | undefined {
  const read = (name: string) =>
    variables[`OTEL_EXPORTER_OTLP_TRACES_${name}`] || variables[`OTEL_EXPORTER_OTLP_${name}`] || undefined;
  const own = variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const base = variables.OTEL_EXPORTER_OTLP_ENDPOINT;
  const address = own || (base && `${base.replace(/\/+$/, '')}/v1/traces`);
  const isOff = variables.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || variables.OTEL_TRACES_EXPORTER === 'none';
  if (!address || isOff) return undefined;
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? '')) {
    throw new OtlpSettingError(
      `OTEL_EXPORTER_OTLP_ENDPOINT ${address} is not the address of a collector: use http://localhost:4318.`,
    );
  }
  if (read('PROTOCOL') === 'grpc') {
    throw new OtlpSettingError('OTEL_EXPORTER_OTLP_PROTOCOL grpc is not supported: use http/json and the port 4318.');
  }
  const timeout = Number(read('TIMEOUT') ?? 10_000);
  const resource = pairsIn(variables.OTEL_RESOURCE_ATTRIBUTES);
  const name = variables.OTEL_SERVICE_NAME || resource['service.name'] || serviceName;
  return {
    url: address,
    headers: pairsIn(read('HEADERS')),
    timeoutMs: timeout > 0 ? timeout : 10_000,
    resource: { ...resource, 'service.name': name },
  };
}

/** `name=value,name=value`, percent-encoded. What is not a pair is left out. */
function pairsIn(text = ''): Readonly<Record<string, string>> {
  const pairs = text.split(',').flatMap((pair) => {
    const [, name, value] = /^\s*([^=\s]+)\s*=(.*)$/.exec(pair) ?? [];
    return name === undefined || value === undefined ? [] : [[decoded(name), decoded(value.trim())]];
  });
  return Object.fromEntries(pairs);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
