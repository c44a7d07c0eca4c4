// How 8d7afc8 reads the payments table. Made by make-readers.ts.

// src/domain/payment.ts
var methods = ["card", "wallet", "upi", "cash"], failureCodes = [
  "amount_not_positive",
  "card_declined",
  "expired_card",
  "insufficient_funds",
  "order_already_paid",
  "trip_already_paid"
];
var isRefused = (outcome) => outcome?.status === "failed" && (outcome.failureCode === "trip_already_paid" || outcome.failureCode === "order_already_paid");

// src/domain/status.ts
var statuses = ["processing", "authorized", "completed", "failed", "cancelled"];
var decided = {
  processing: !1,
  authorized: !0,
  completed: !0,
  failed: !0,
  cancelled: !0
}, isDecided = (status) => decided[status];
var approvedStatuses = ["completed", "authorized"], closings = ["capture", "cancel"], refundStatuses = ["processing", "completed", "failed"];

// src/runtime/env.ts
function requiredEnv(name) {
  let value = optionalEnv(name);
  if (value === void 0)
    throw new Error(`${name} is not set: it comes from the function's environment in lib/service-function.ts`);
  return value;
}
function optionalEnv(name) {
  return process.env[name] || void 0;
}

// src/runtime/operations.ts
var Asked = class {
  input;
  constructor(input) {
    this.input = input;
  }
}, GetItem = class extends Asked {
  name = "GetItem";
}, PutItem = class extends Asked {
  name = "PutItem";
}, UpdateItem = class extends Asked {
  name = "UpdateItem";
};

// src/domain/refusal.ts
var Refusal = class extends Error {
  name = "Refusal";
  code;
  details;
  constructor(code, detail, details = {}) {
    super(detail, { cause: details.cause }), this.code = code, this.details = details;
  }
};

// src/store/dynamo-error.ts
var DynamoError = class extends Error {
  name;
  /** As Smithy's retries read it. Of the attempts, the last one was answered so. */
  $metadata;
  /** What was there instead, as the wire has it, if a condition failed and the write asked for it. */
  item;
  /** Why a transaction was cancelled: a code for each of its writes, `None` where nothing was wrong. */
  reasons;
  constructor(name, { message = name, httpStatusCode = 400, item, reasons = [] } = {}) {
    super(message), this.name = name, this.$metadata = { httpStatusCode, attempts: 1 }, this.item = item, this.reasons = reasons;
  }
};

// src/store/wire.ts
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
var numbers = {
  wrapNumbers(text) {
    if (!/^-?\d+$/.test(text)) throw new TypeError("an item has a number that is not whole");
    return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
  }
}, itemOfWire = (item) => unmarshall(item, numbers);

// src/store/dynamo.ts
async function attempted(call) {
  try {
    return await call;
  } catch (error) {
    throw isFault(error) ? new Refusal("store_unavailable", "the payment store did not answer; try again", {
      retryAfterSeconds: 1,
      cause: error
    }) : error;
  }
}
async function conditional(write) {
  try {
    return { done: !0, value: await attempted(write) };
  } catch (error) {
    if (!(error instanceof DynamoError) || error.name !== "ConditionalCheckFailedException") throw error;
    return { done: !1, stored: error.item && itemOfWire(error.item) };
  }
}
var nonRetryableErrors = [
  "ConditionalCheckFailedException",
  "TransactionCanceledException",
  "TransactionInProgressException",
  "ValidationException",
  "SerializationException"
];
function isFault(error) {
  return !(error instanceof Error) || error instanceof TypeError || error instanceof RangeError ? !1 : !nonRetryableErrors.includes(error.name);
}

// src/store/holds.ts
var TableName = requiredEnv("PAYMENTS_TABLE"), holdId = ({ kind, id }) => `${kind}#${id}`;
function holds({ send }) {
  return {
    /**
     * Takes a hold for a payment: from nobody, or from a payment that was seen to leave it free. Gives the payment
     * that has it then.
     */
    async hold(held, payment, free) {
      let write = await conditional(
        send(
          new PutItem({
            TableName,
            ...held.kind === "trip" ? tripHold(payment, free) : orderHold(payment, free),
            Item: {
              id: holdId(held),
              payment_id: payment.id,
              ...held.kind === "order" && { generation: payment.generation }
            },
            ReturnValuesOnConditionCheckFailure: "ALL_OLD"
          })
        )
      );
      return write.done ? payment.id : String(write.stored?.payment_id);
    },
    /** The payment that has a hold. */
    async holder(held) {
      let key = { id: holdId(held) }, { Item } = await attempted(send(new GetItem({ TableName, Key: key, ConsistentRead: !0 })));
      return Item && String(Item.payment_id);
    }
  };
}
var tripHold = (payment, free) => ({
  ConditionExpression: `attribute_not_exists(id) OR payment_id = :payment${free === void 0 ? "" : " OR payment_id = :free"}`,
  ExpressionAttributeValues: { ":payment": payment.id, ...free && { ":free": free.id } }
}), orderHold = (payment, free) => ({
  ConditionExpression: "attribute_not_exists(id) OR (payment_id = :payment AND generation <= :generation)" + (free === void 0 ? "" : " OR (payment_id = :free AND generation <= :freeGeneration)"),
  ExpressionAttributeValues: {
    ":payment": payment.id,
    ":generation": payment.generation,
    ...free && { ":free": free.id, ":freeGeneration": free.generation }
  }
});

// src/store/index-shards.ts
var indexShards = Number(requiredEnv("INDEX_SHARDS"));

// src/store/payment-item.ts
import * as z2 from "zod/mini";

// src/domain/currency.ts
var digitsOf = {
  ...digits(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
  ...digits(
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
     COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
     INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
     MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
     STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`
  ),
  ...digits(3, "BHD IQD JOD KWD LYD OMR TND"),
  ...digits(4, "CLF UYW")
};
function isCurrency(code) {
  return Object.hasOwn(digitsOf, code);
}
function digits(count, codes) {
  return Object.fromEntries(codes.split(/\s+/).map((code) => [code, count]));
}

// src/store/refund-item.ts
import * as z from "zod/mini";
var Whole = z.pipe(
  z.int(),
  z.transform((whole) => BigInt(whole))
), Minor = z.union([Whole, z.bigint()]), RefundItem = z.object({
  status: z.enum(refundStatuses),
  amount_minor: Minor,
  fingerprint: z.string(),
  reason: z.optional(z.string()),
  created_at: z.string(),
  lease: z.optional(z.object({ owner: z.string(), until: z.number() })),
  settled_by: z.optional(z.string()),
  settled_at: z.optional(z.string()),
  refunded_after: z.optional(Minor),
  refundable_after: z.optional(Minor)
}), refundOf = (id, row) => ({
  id,
  status: row.status,
  amountMinor: row.amount_minor,
  fingerprint: row.fingerprint,
  reason: row.reason,
  createdAt: row.created_at,
  lease: row.lease,
  settledBy: row.settled_by,
  settledAt: row.settled_at,
  refundedAfterMinor: row.refunded_after,
  refundableAfterMinor: row.refundable_after
}), refundItemOf = (refund) => ({
  status: refund.status,
  amount_minor: refund.amountMinor,
  fingerprint: refund.fingerprint,
  reason: refund.reason,
  created_at: refund.createdAt,
  lease: refund.lease && { owner: refund.lease.owner, until: refund.lease.until }
}), settledRefundItemOf = (refund) => ({
  ...refundItemOf(refund),
  settled_by: refund.settledBy,
  settled_at: refund.settledAt,
  refunded_after: refund.refundedAfterMinor,
  refundable_after: refund.refundableAfterMinor
});

// src/store/payment-item.ts
var PaymentItem = z2.object({
  id: z2.string(),
  status: z2.enum(statuses),
  fingerprint: z2.string(),
  generation: z2.int(),
  amount_minor: Minor,
  currency: z2.custom((code) => typeof code == "string" && isCurrency(code)),
  method: z2.enum(methods),
  payment_method: z2.optional(z2.string()),
  order_id: z2.optional(z2.string()),
  trip_id: z2.optional(z2.string()),
  rider_id: z2.optional(z2.string()),
  driver_id: z2.optional(z2.string()),
  customer_id: z2.optional(z2.string()),
  metadata: z2.optional(z2.record(z2.string(), z2.string())),
  capture_later: z2.optional(z2.boolean()),
  one_payment_per_order: z2.optional(z2.boolean()),
  added_fields: z2.optional(z2.record(z2.string(), z2.string())),
  idempotency_key: z2.optional(z2.string()),
  created_at: z2.string(),
  lease: z2.optional(z2.object({ owner: z2.string(), until: z2.number() })),
  outcome: z2.optional(
    z2.discriminatedUnion("status", [
      z2.object({ status: z2.enum(approvedStatuses), reference: z2.string() }),
      z2.object({ status: z2.literal("failed"), failure_code: z2.enum(failureCodes), paid_by: z2.optional(z2.string()) })
    ])
  ),
  settled_by: z2.optional(z2.string()),
  authorized_at: z2.optional(z2.string()),
  settled_at: z2.optional(z2.string()),
  closing: z2.optional(z2.enum(closings)),
  closed_at: z2.optional(z2.string()),
  refunded_minor: Minor,
  refundable_minor: Minor,
  refunds: z2.record(z2.string(), RefundItem),
  refund_fence: z2.optional(z2.int())
});
function paymentOf(item) {
  let row = PaymentItem.parse(item);
  return {
    id: row.id,
    status: row.status,
    fingerprint: row.fingerprint,
    generation: row.generation,
    amount: { minor: row.amount_minor, currency: row.currency },
    method: row.method,
    paymentMethod: row.payment_method,
    orderId: row.order_id,
    tripId: row.trip_id,
    riderId: row.rider_id,
    driverId: row.driver_id,
    customerId: row.customer_id,
    metadata: row.metadata,
    captureLater: row.capture_later ?? !1,
    onePaymentPerOrder: row.one_payment_per_order ?? !1,
    addedFields: row.added_fields ?? {},
    idempotencyKey: row.idempotency_key,
    createdAt: row.created_at,
    lease: row.lease,
    closing: row.closing,
    closedAt: row.closed_at,
    outcome: row.outcome && outcomeOf(row.outcome),
    settledBy: row.settled_by,
    authorizedAt: row.authorized_at,
    settledAt: row.settled_at,
    refundedMinor: row.refunded_minor,
    refundableMinor: row.refundable_minor,
    refunds: Object.fromEntries(Object.entries(row.refunds).map(([id, refund]) => [id, refundOf(id, refund)])),
    refundFence: row.refund_fence ?? 0
  };
}
function itemOf(payment) {
  return {
    id: payment.id,
    status: payment.status,
    fingerprint: payment.fingerprint,
    generation: payment.generation,
    amount_minor: payment.amount.minor,
    currency: payment.amount.currency,
    method: payment.method,
    payment_method: payment.paymentMethod,
    order_id: payment.orderId,
    trip_id: payment.tripId,
    rider_id: payment.riderId,
    driver_id: payment.driverId,
    customer_id: payment.customerId,
    metadata: payment.metadata,
    capture_later: payment.captureLater || void 0,
    one_payment_per_order: payment.onePaymentPerOrder || void 0,
    added_fields: Object.keys(payment.addedFields).length === 0 ? void 0 : payment.addedFields,
    idempotency_key: payment.idempotencyKey,
    created_at: payment.createdAt,
    lease: payment.lease && leaseItem(payment.lease),
    outcome: payment.outcome && outcomeItem(payment.outcome),
    settled_by: payment.settledBy,
    authorized_at: payment.authorizedAt,
    settled_at: payment.settledAt,
    closing: payment.closing,
    closed_at: payment.closedAt,
    refunded_minor: payment.refundedMinor,
    refundable_minor: payment.refundableMinor,
    // Reserving a refund asks for the map's size: without the map, a payment could never be refunded.
    refunds: {},
    refund_fence: payment.refundFence || void 0
  };
}
var leaseItem = ({ owner, until }) => ({ owner, until }), outcomeItem = (outcome) => outcome.status === "failed" ? { status: outcome.status, failure_code: outcome.failureCode, paid_by: outcome.paidBy } : { status: outcome.status, reference: outcome.reference };
function outcomeOf(row) {
  if (row.status !== "failed") return { status: row.status, reference: row.reference };
  let failed = { status: row.status, failureCode: row.failure_code };
  return row.paid_by === void 0 ? failed : { ...failed, paidBy: row.paid_by };
}

// src/store/time-index.ts
import { createHash } from "node:crypto";
function timeIndex(id, createdAt, shards) {
  let hash2 = createHash("sha256").update(id).digest().readUInt32BE(0);
  return { time_shard: String(hash2 % shards), time_sort: `${createdAt}#${id}` };
}

// src/store/payments.ts
var TableName2 = requiredEnv("PAYMENTS_TABLE"), onFailure = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" }, names = { "#status": "status", "#lease": "lease", "#owner": "owner" };
function payments({ send }) {
  async function get(id) {
    let { Item } = await attempted(send(new GetItem({ TableName: TableName2, Key: { id }, ConsistentRead: !0 })));
    return Item && found(Item);
  }
  async function found(item) {
    return typeof item.payment_id == "string" ? get(item.payment_id) : paymentOf(item);
  }
  async function result(write, payment) {
    return write.done ? { won: !0, payment: payment(write.value) } : { won: !1, stored: write.stored && await found(write.stored) };
  }
  async function put(payment, condition) {
    let index = isDecided(payment.status) ? indexOf(payment) : {}, Item = { ...itemOf(payment), ...index }, write = await conditional(send(new PutItem({ TableName: TableName2, Item, ...condition, ...onFailure })));
    return result(write, () => payment);
  }
  return {
    get,
    ...holds({ send }),
    /** Claims the id and records what is to be charged: the same write. */
    begin: (payment) => put(payment, { ConditionExpression: "attribute_not_exists(id)" }),
    /** Begins an order's next attempt, over the failed one that was seen and no other. */
    beginAgain: (payment) => put(payment, {
      ConditionExpression: "#status = :failed AND generation = :seen",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":failed": "failed", ":seen": payment.generation - 1 }
    }),
    /** Takes an expired lease from the owner that was seen. All else stays as it was begun. */
    async takeOver(id, seenOwner, lease) {
      let write = await conditional(
        send(
          new UpdateItem({
            TableName: TableName2,
            Key: { id },
            UpdateExpression: "SET #lease = :lease",
            ConditionExpression: "#status = :processing AND #lease.#owner = :seen",
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: {
              ":lease": leaseItem(lease),
              ":processing": "processing",
              ":seen": seenOwner
            },
            ReturnValues: "ALL_NEW",
            ...onFailure
          })
        )
      );
      return result(write, ({ Attributes }) => paymentOf(Attributes ?? {}));
    },
    /**
     * Decides a payment, if the lease by that owner still holds. It is indexed now and once; but not if its trip or
     * order was paid already: nobody tried to pay then.
     */
    async settle(payment, owner, outcome, at) {
      let refused = isRefused(outcome), dated = outcome.status === "authorized" ? "authorized_at" : "settled_at", index = refused ? {} : indexOf(payment), write = await conditional(
        send(
          new UpdateItem({
            TableName: TableName2,
            Key: { id: payment.id },
            UpdateExpression: `SET #status = :status, outcome = :outcome, settled_by = :owner, ${dated} = :at,
              refundable_minor = :refundable${Object.keys(index).map((name) => `, ${name} = :${name}`).join("")} REMOVE #lease`,
            ConditionExpression: "#status = :processing AND #lease.#owner = :owner",
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: {
              ":status": outcome.status,
              ":outcome": outcomeItem(outcome),
              ":owner": owner,
              ":at": at,
              ":refundable": outcome.status === "completed" ? payment.amount.minor : 0n,
              ":processing": "processing",
              ...Object.fromEntries(Object.entries(index).map(([name, value]) => [`:${name}`, value]))
            },
            ReturnValues: "ALL_NEW",
            ...onFailure
          })
        )
      );
      return result(write, ({ Attributes }) => paymentOf(Attributes ?? {}));
    },
    /** Lets go of a lease, so that a retry need not wait for its end. The payment stays. */
    async release(id, owner) {
      let operation = new UpdateItem({
        TableName: TableName2,
        Key: { id },
        UpdateExpression: "SET #lease.#until = :past",
        ConditionExpression: "#status = :processing AND #lease.#owner = :owner",
        ExpressionAttributeNames: { ...names, "#until": "until" },
        ExpressionAttributeValues: { ":past": 0, ":processing": "processing", ":owner": owner }
      });
      await conditional(send(operation));
    }
  };
}
var indexOf = ({ id, createdAt, tripId }) => ({
  ...timeIndex(id, createdAt, indexShards),
  ...tripId === void 0 ? {} : { trip_index: tripId }
});

// src/store/archived-refunds.ts
import * as z3 from "zod/mini";
var TableName3 = requiredEnv("PAYMENTS_TABLE"), ArchivedRefund = z3.object({ refund: RefundItem }), archiveId = (refundId) => `refund#${refundId}`;
function archivedRefunds({ send }) {
  return {
    async archived(refundId) {
      let Key = { id: archiveId(refundId) }, { Item } = await attempted(send(new GetItem({ TableName: TableName3, Key, ConsistentRead: !0 })));
      return Item && refundOf(refundId, ArchivedRefund.parse(Item).refund);
    },
    /** Copies a failed refund, which never changes again: so a copy that is there already is the same. */
    async archive(paymentId, refund) {
      let operation = new UpdateItem({
        TableName: TableName3,
        Key: { id: archiveId(refund.id) },
        UpdateExpression: "SET payment_id = :payment, refund = :refund",
        ConditionExpression: "attribute_not_exists(id)",
        ExpressionAttributeValues: { ":payment": paymentId, ":refund": settledRefundItemOf(refund) }
      });
      await conditional(send(operation));
    }
  };
}

// src/store/key-uses.ts
import * as z4 from "zod/mini";

// src/domain/identity.ts
import { hash } from "node:crypto";
var keyUseId = (caller, key) => derivedId("use of key", caller, key);
function derivedId(...parts) {
  let bytes = hash("sha256", JSON.stringify(parts), "buffer").subarray(0, 16);
  return bytes.writeUInt8(bytes.readUInt8(6) & 15 | 128, 6), bytes.writeUInt8(bytes.readUInt8(8) & 63 | 128, 8), bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// src/store/key-uses.ts
var TableName4 = requiredEnv("PAYMENTS_TABLE"), First = z4.discriminatedUnion("used_for", [
  z4.object({ used_for: z4.literal("refund"), payment_id: z4.string(), refund_id: z4.string() }),
  z4.object({ used_for: z4.literal("order payment"), payment_id: z4.string(), fingerprint: z4.string() }),
  z4.object({ used_for: z4.enum(["capture", "cancel"]), payment_id: z4.string() })
]), Others = z4.object({ others: z4.optional(z4.boolean()) });
function keyUses({ send }) {
  return {
    async find(caller, key) {
      let Key = { id: itemId(caller, key) }, { Item } = await attempted(send(new GetItem({ TableName: TableName4, Key, ConsistentRead: !0 })));
      return Item && usesOf(Item);
    },
    /** Must be awaited before anything is reserved. A retry finds its own item, which costs one write unit, too. */
    async record(caller, key, use) {
      let Key = { id: itemId(caller, key) }, attributes = Object.entries(itemOf2(use)), first = new UpdateItem({
        TableName: TableName4,
        Key,
        UpdateExpression: `SET ${attributes.map(([name]) => `${name} = :${name}`).join(", ")}`,
        ConditionExpression: "attribute_not_exists(id)",
        ExpressionAttributeValues: Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD"
      }), write = await conditional(send(first));
      if (write.done || write.stored === void 0) return;
      let seen = usesOf(write.stored);
      if (seen.others || JSON.stringify(itemOf2(seen.first)) === JSON.stringify(itemOf2(use))) return;
      let other = new UpdateItem({
        TableName: TableName4,
        Key,
        UpdateExpression: "SET #others = :true",
        ConditionExpression: "attribute_exists(id)",
        // A reserved word of DynamoDB.
        ExpressionAttributeNames: { "#others": "others" },
        ExpressionAttributeValues: { ":true": !0 }
      });
      await conditional(send(other));
    }
  };
}
var itemId = (caller, key) => `key#${keyUseId(caller, key)}`;
function itemOf2(use) {
  let item = { used_for: use.kind, payment_id: use.paymentId };
  return use.kind === "refund" ? { ...item, refund_id: use.refundId } : use.kind === "order payment" ? { ...item, fingerprint: use.fingerprint } : item;
}
function usesOf(item) {
  return { first: firstOf(First.parse(item)), others: Others.parse(item).others ?? !1 };
}
function firstOf(row) {
  let paymentId = row.payment_id;
  return row.used_for === "refund" ? { kind: row.used_for, paymentId, refundId: row.refund_id } : row.used_for === "order payment" ? { kind: row.used_for, paymentId, fingerprint: row.fingerprint } : { kind: row.used_for, paymentId };
}

// src/store/listed-payment.ts
import * as z5 from "zod/mini";
var ListedItem = z5.pick(PaymentItem, {
  id: !0,
  status: !0,
  amount_minor: !0,
  currency: !0,
  method: !0,
  order_id: !0,
  trip_id: !0,
  rider_id: !0,
  driver_id: !0,
  customer_id: !0,
  created_at: !0,
  outcome: !0,
  settled_at: !0,
  refunded_minor: !0
});
function listedPaymentOf(item) {
  let row = ListedItem.parse(item);
  return {
    id: row.id,
    status: row.status,
    amount: { minor: row.amount_minor, currency: row.currency },
    method: row.method,
    orderId: row.order_id,
    tripId: row.trip_id,
    riderId: row.rider_id,
    driverId: row.driver_id,
    customerId: row.customer_id,
    createdAt: row.created_at,
    outcome: row.outcome && outcomeOf(row.outcome),
    settledAt: row.settled_at,
    refundedMinor: row.refunded_minor,
    // Not in the indexes, so that reserving a refund writes to none of them; a reservation shows once it is settled.
    refundableMinor: row.status === "completed" ? row.amount_minor - row.refunded_minor : 0n
  };
}
export {
  archivedRefunds,
  keyUses,
  listedPaymentOf,
  payments
};
