import type { DescMethod, DescMethodUnary, DescService } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { ServerReflection as ReflectionV1 } from '../generated/proto/grpc/reflection/v1/reflection_pb.ts';
import { ServerReflection as ReflectionV1Alpha } from '../generated/proto/grpc/reflection/v1alpha/reflection_pb.ts';
import { Health } from '../generated/proto/health/v1/health_pb.ts';
import { PaymentService as CustomerPayments } from '../generated/proto/payment/v1/payment_pb.ts';
import { PaymentService as ServicePayments } from '../generated/proto/payments/v1/payments_pb.ts';

/** Services whose calls the edge forwards to the API. */
export const forwarded: readonly DescService[] = [CustomerPayments, ServicePayments];

/** All services of the edge. */
export const served: readonly DescService[] = [...forwarded, Health, ReflectionV1, ReflectionV1Alpha];

export const isUnary = (method: DescMethod): method is DescMethodUnary => method.methodKind === 'unary';

/** HTTP path of a method. */
export const pathOf = (method: DescMethod): string => `/${method.parent.typeName}/${method.name}`;

/** The service's health method, which reads the store without side effects. */
export function healthMethod(service: DescService): DescMethodUnary {
  const found = service.methods
    .filter(isUnary)
    .find(
      ({ name, input, idempotency }) =>
        name.startsWith('Health') &&
        input.fields.length === 0 &&
        idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS,
    );
  if (found === undefined) throw new Error(`${service.typeName} has no health method`);
  return found;
}
