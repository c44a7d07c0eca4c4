import { describe, expect, it } from 'vitest';
import { OtlpSettingError, otlpSettings } from '../../hermetic/traces/otlp-settings.ts';

const read = (variables: Record<string, string>) => otlpSettings(variables, 'app');
const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };

describe('the variables of OpenTelemetry', () => {
  it.each([
    [endpoint, 'http://localhost:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.example.com/otlp/' }, 'https://c.example.com/otlp/v1/traces'],
    [{ ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t.example.com/x' }, 'http://t.example.com/x'],
  ])('%j name the address %s', (variables, url) => {
    expect(read(variables)?.url).toBe(url);
  });

  it.each([
    {},
    { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
    { ...endpoint, OTEL_SDK_DISABLED: 'true' },
    { ...endpoint, OTEL_TRACES_EXPORTER: 'none' },
  ])('%j name no collector', (variables) => {
    expect(read(variables)).toBeUndefined();
  });

  it('set headers, time-out, and the resource with the name of the service', () => {
    const all = {
      ...endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%3Db, x = 2,broken',
      OTEL_EXPORTER_OTLP_TIMEOUT: '3000',
      OTEL_RESOURCE_ATTRIBUTES: 'team=pay,service.name=from-resource',
    };
    expect(read(all)).toMatchObject({
      headers: { 'api-key': 'a=b', x: '2' },
      timeoutMs: 3_000,
      resource: { team: 'pay', 'service.name': 'from-resource' },
    });
    expect(read({ ...all, OTEL_SERVICE_NAME: 'shop' })?.resource['service.name']).toBe('shop');
    expect(read(endpoint)?.resource).toEqual({ 'service.name': 'app' });
    expect(read({ ...all, OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'only=this' })?.headers).toEqual({ only: 'this' });
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, 'is not the address of a collector'],
    [{ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'use http/json'],
  ])('%j cannot be followed, and the error says what to do', (variables, message) => {
    expect(() => read(variables)).toThrow(OtlpSettingError);
    expect(() => read(variables)).toThrow(message);
  });
});
