import type { DeliveryJson, EndpointJson } from './api-types.ts';
import type { StatusLabel } from './payment-state.ts';

/** Deliveries to the notification service of the stage are listed under this id. It is in no list of endpoints. */
export const builtInEndpoint = 'notification-service';

const deliveryLabels: Readonly<Record<DeliveryJson['status'], StatusLabel>> = {
  delivered: { word: 'Delivered', tone: 'good' },
  pending: { word: 'Trying again', tone: 'waiting' },
  dead: { word: 'Dead', tone: 'bad' },
};

/** A delivery that was not tried yet does not wait for another attempt. */
export const deliveryLabel = ({ status, attempts }: DeliveryJson): StatusLabel =>
  status === 'pending' && attempts === 0 ? { word: 'Waiting', tone: 'waiting' } : deliveryLabels[status];

const errorTexts: Readonly<Record<NonNullable<DeliveryJson['last_error']>, string>> = {
  timeout: 'No answer within 2 s',
  no_connection: 'No connection',
  address_not_allowed: 'The URL leads to an address that is not public',
};

const meanings: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  410: 'Gone',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** The receiver's answer to the last attempt: `403 Forbidden`. */
export function responseText({ last_status, last_error }: Pick<DeliveryJson, 'last_status' | 'last_error'>): string {
  if (last_status !== null) return `${last_status} ${meanings[last_status] ?? ''}`.trimEnd();
  return last_error === null ? '' : errorTexts[last_error];
}

/** Whether an endpoint is sent events of a type. An endpoint without types is sent all. */
export const isSentTo = ({ event_types }: Pick<EndpointJson, 'event_types'>, type: string): boolean =>
  !event_types || event_types.length === 0 || event_types.some((one) => one === type);

export function endpointLabel({ status, disabled_reason, failing_since }: EndpointJson): StatusLabel {
  if (status === 'enabled')
    return failing_since ? { word: 'Failing', tone: 'waiting' } : { word: 'Enabled', tone: 'good' };
  const reason = disabled_reason === null || disabled_reason === 'requested' ? '' : `: ${disabled_reason}`;
  return { word: `Disabled${reason}`, tone: 'bad' };
}

const deadTexts: Readonly<Record<NonNullable<DeliveryJson['dead_reason']>, string>> = {
  exhausted: 'ten attempts failed',
  gone: 'the receiver answered 410',
};

export const deadText = (reason: DeliveryJson['dead_reason']): string => (reason === null ? '' : deadTexts[reason]);
