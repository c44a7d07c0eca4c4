import { describe, expect, it } from 'vitest';
import { endpointFrom } from '../../emulators/emulator-endpoint.ts';

describe('where an emulator listens', () => {
  it.each([
    [undefined, undefined, 'http://localhost:4566'],
    [undefined, '', 'http://localhost:4566'],
    ['4599', undefined, 'http://localhost:4599'],
    ['4599', 'http://localhost:1', 'http://localhost:4599'],
    [undefined, 'http://127.0.0.1:4600', 'http://127.0.0.1:4600'],
    // An address without a port is an address, too: it is judged, and not passed over.
    [undefined, 'https://example.com', 'https://example.com'],
  ])('by port %s and address %s is %s', (port, address, endpoint) => {
    expect(endpointFrom(port, address)).toBe(endpoint);
  });

  it.each([
    ['0', undefined, 'is not a port'],
    ['65536', undefined, 'is not a port'],
    ['x', undefined, 'is not a port'],
    [undefined, 'localhost', 'is not an address'],
  ])('cannot be said by port %s and address %s', (port, address, message) => {
    expect(() => endpointFrom(port, address)).toThrow(message);
  });
});
