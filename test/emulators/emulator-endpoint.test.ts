import { describe, expect, it } from 'vitest';
import { endpointFrom } from '../../emulators/emulator-endpoint.ts';

describe('the URL of an emulator', () => {
  it.each([
    [undefined, undefined, 'http://localhost:4566'],
    [undefined, '', 'http://localhost:4566'],
    ['4599', undefined, 'http://localhost:4599'],
    ['4599', 'http://localhost:1', 'http://localhost:4599'],
    [undefined, 'http://127.0.0.1:4600', 'http://127.0.0.1:4600'],
    // A URL without a port is accepted here, and refused by emulatorEnvironment.
    [undefined, 'https://example.com', 'https://example.com'],
  ])('for --port %s and AWS_ENDPOINT_URL %s is %s', (port, address, endpoint) => {
    expect(endpointFrom(port, address)).toBe(endpoint);
  });

  it.each([
    ['0', undefined, 'is not a port'],
    ['65536', undefined, 'is not a port'],
    ['x', undefined, 'is not a port'],
    [undefined, 'localhost', 'is not a URL'],
  ])('is refused for --port %s and AWS_ENDPOINT_URL %s', (port, address, message) => {
    expect(() => endpointFrom(port, address)).toThrow(message);
  });
});
