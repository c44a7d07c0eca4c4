import type { components } from '../generated/openapi.d.ts';
import type { Exact } from './exact-json.ts';

type Schemas = components['schemas'];

export type PaymentJson = Exact<Schemas['Payment']>;
export type PaymentsJson = Exact<Schemas['Payments']>;
export type ListedPaymentJson = PaymentsJson['payments'][number];
export type KeyJson = Exact<Schemas['IdempotencyKey']>;
export type TimelineJson = Exact<Schemas['Timeline']>;
export type TimelineEntryJson = TimelineJson['entries'][number];
export type RefundJson = Exact<Schemas['RefundNow']>;
export type EventsJson = Exact<Schemas['Events']>;
export type EventJson = EventsJson['events'][number];
export type PaymentEventJson = Exact<Schemas['PaymentEvent']>;
export type DisputesJson = Exact<Schemas['Disputes']>;
export type DisputeJson = DisputesJson['disputes'][number];
export type AccountsJson = Exact<Schemas['LedgerAccounts']>;
export type EntriesJson = Exact<Schemas['LedgerEntries']>;
export type EntryJson = Exact<Schemas['LedgerEntry']>;
export type ReconciliationJson = Exact<Schemas['Reconciliation']>;
export type BreakJson = Exact<Schemas['LedgerBreak']>;
export type EndpointsJson = Exact<Schemas['WebhookEndpoints']>;
export type EndpointJson = Exact<Schemas['WebhookEndpoint']>;
export type DeliveriesJson = Exact<Schemas['WebhookDeliveries']>;
export type DeliveryJson = Exact<Schemas['WebhookDelivery']>;
export type ReplayedEventsJson = Exact<Schemas['ReplayedEvents']>;
export type ProblemJson = Exact<Schemas['Problem']>;
