import { describe, expect, it } from 'vitest';
import { serviceUrl } from '../../src/runtime/service-url.ts';

describe('the address of a service', () => {
  it.each([
    ['https://trips.example.com', 'https://trips.example.com'],
    ['https://trips.example.com/', 'https://trips.example.com'],
    ['https://example.com:8443/trips//', 'https://example.com:8443/trips'],
    ['http://localhost:8081', 'http://localhost:8081'],
    ['http://127.0.0.1:8081/', 'http://127.0.0.1:8081'],
    ['http://[::1]:8081', 'http://[::1]:8081'],
    ['http://trip-service:8081', 'http://trip-service:8081'],
  ])('service address %s is normalized to %s', (text, url) => {
    expect(serviceUrl('TRIP_SERVICE_URL', text)).toBe(url);
  });

  it.each([
    ['', 'is not a URL'],
    ['trips.example.com', 'is not a URL'],
    ['ftp://trips.example.com', 'must begin with https:// or http://'],
    ['file:///etc/passwd', 'must begin with https:// or http://'],
    ['http://trips.example.com', 'must begin with https://'],
    ['http://169.254.169.254', 'must begin with https://'],
    ['http://2852039166', 'must begin with https://'],
    ['http://[2001:db8::1]', 'must begin with https://'],
    ['http://127.0.0.1.example.com', 'must begin with https://'],
    ['https://me:secret@trips.example.com', 'must not hold credentials'],
    ['https://trips.example.com?key=1', 'must not hold a query or a fragment'],
    ['https://trips.example.com#x', 'must not hold a query or a fragment'],
  ])('service address %j is refused, and the error does not repeat it', (text, reason) => {
    expect(() => serviceUrl('TRIP_SERVICE_URL', text)).toThrow(new Error(`TRIP_SERVICE_URL ${reason}`));
  });
});
