/**
 * Stands in for the SDK's cache of endpoints that it discovered, in the bundles. The client of DynamoDB makes one and
 * discovers none unless it is told to; the cache would add 8 KB to every function.
 */
export class EndpointCache {}
