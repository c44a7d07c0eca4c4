import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Service } from './routes.ts';

/** Where the gRPC edge is to be for functions of stage `local`: a place-holder that starting puts its port in for. */
export const localRpcAddress = 'grpc://grpc-edge.local:50051';

/** The addresses of the services that functions call. */
export type ServiceUrls = Readonly<Record<Service, string>>;

/** What `-c` calls each address, and an example of one. */
const context: Readonly<Record<Service, readonly [name: string, example: string]>> = {
  TRIP_SERVICE_URL: ['tripServiceUrl', 'https://trips.example.com'],
  NOTIFICATION_SERVICE_URL: ['notificationServiceUrl', 'https://notifications.example.com'],
};

/** The addresses that the context gives, and those of the stubs for what it leaves out. */
export function serviceUrlsFrom(node: Node, stubs: Partial<ServiceUrls>): ServiceUrls {
  const urlOf = (service: Service): string => {
    const [name, example] = context[service];
    const given = node.tryGetContext(name);
    const url = given === undefined ? stubs[service] : httpUrl(String(given), name, example);
    if (url !== undefined) return url;
    throw new ContextError(`this stage has no stub in place of ${service}: cdk deploy -c ${name}=${example}`);
  };
  return {
    TRIP_SERVICE_URL: urlOf('TRIP_SERVICE_URL'),
    NOTIFICATION_SERVICE_URL: urlOf('NOTIFICATION_SERVICE_URL'),
  };
}

/** Paths are put behind it, so it ends without a slash. */
function httpUrl(text: string, name: string, example: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? '')) {
    throw new ContextError(`${name} "${text}" is not an http address: cdk deploy -c ${name}=${example}`);
  }
  return text.replace(/\/+$/, '');
}
