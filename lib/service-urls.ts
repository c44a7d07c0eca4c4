import type { Node } from 'constructs';
import { serviceUrl } from '../src/runtime/service-url.ts';
import { ContextError } from './context-error.ts';
import type { OptionName } from './option-names.ts';
import type { ServiceVariable } from './routes.ts';

/** Placeholder for the gRPC edge's address in stage `local`; `npm start` replaces it with the actual port. */
export const localRpcAddress = 'grpc://grpc-edge.local:50051';

/** Addresses of the services that functions call, by environment variable. */
export type ServiceUrls = Readonly<Record<ServiceVariable, string>>;

const context: Readonly<Record<ServiceVariable, readonly [name: OptionName, example: string]>> = {
  TRIP_SERVICE_URL: ['tripServiceUrl', 'https://trips.example.com'],
  NOTIFICATION_SERVICE_URL: ['notificationServiceUrl', 'https://notifications.example.com'],
};

/** Addresses from the context, with those of the stubs as defaults. */
export function serviceUrlsFrom(node: Node, stubs: Partial<ServiceUrls>): ServiceUrls {
  const urlOf = (service: ServiceVariable): string => {
    const [name, example] = context[service];
    const given = node.tryGetContext(name);
    const url = given === undefined ? stubs[service] : addressIn(String(given), name, example);
    if (url !== undefined) return url;
    throw new ContextError(
      `this stage has no stub for ${service}, so it needs an address: cdk deploy -c ${name}=${example}`,
    );
  };
  return {
    TRIP_SERVICE_URL: urlOf('TRIP_SERVICE_URL'),
    NOTIFICATION_SERVICE_URL: urlOf('NOTIFICATION_SERVICE_URL'),
  };
}

/** As the functions read it, because one that they refuse would fail their cold starts after the deployment. */
function addressIn(text: string, name: OptionName, example: string): string {
  try {
    return serviceUrl(name, text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ContextError(`${error.message}: cdk deploy -c ${name}=${example}`);
  }
}
