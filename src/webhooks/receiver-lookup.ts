import { Resolver } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { loopbackAddresses } from './receiver-address.ts';

type FoundAddress = Readonly<{ address: string; family: 4 | 6 }>;
type NameResolver = Pick<Resolver, 'resolve4' | 'resolve6'>;

/** An attempt has 2 s, so later answers are of no use. */
const waits = { timeout: 1_000, tries: 2 };

const loopback: readonly FoundAddress[] = loopbackAddresses.map((address) => ({
  address,
  family: address.includes(':') ? 6 : 4,
}));

/**
 * Finds the addresses of receivers without `getaddrinfo`, by which Node resolves names otherwise: it occupies one of four threads
 * for as long as the name's servers are silent (20 s), and meanwhile no other receiver, nor the store, is found.
 * https://nodejs.org/api/dns.html#implementation-considerations
 */
export function receiverLookup(resolver: NameResolver = new Resolver(waits)): LookupFunction {
  return (hostname, { all }, done) => {
    addressesOf(hostname, resolver).then(
      (found) => {
        const [first] = found;
        if (first === undefined) done(new Error(`${hostname} has no address`), '', 0);
        else if (all) done(null, [...found]);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    );
  };
}

/** IPv4 first, because functions outside a VPC have no other. Rejects if neither family has an address. */
async function addressesOf(hostname: string, resolver: NameResolver): Promise<readonly FoundAddress[]> {
  // No server has this name (RFC 6761).
  if (hostname === 'localhost') return loopback;
  const found = await Promise.allSettled([familyOf(4, hostname, resolver), familyOf(6, hostname, resolver)]);
  const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const failed = found.find((one) => one.status === 'rejected');
  if (addresses.length === 0 && failed !== undefined) throw failed.reason;
  return addresses;
}

function familyOf(family: 4 | 6, hostname: string, resolver: NameResolver): Promise<readonly FoundAddress[]> {
  return new Promise((resolve, reject) => {
    const done = (error: NodeJS.ErrnoException | null, addresses: readonly string[]) =>
      error === null ? resolve(addresses.map((address) => ({ address, family }))) : reject(error);
    if (family === 4) resolver.resolve4(hostname, done);
    else resolver.resolve6(hostname, done);
  });
}
