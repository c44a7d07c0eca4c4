import { Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ApiFunction } from './api-function.ts';
import { addMethods } from './api-methods.ts';
import { requestorApiName } from './api-name.ts';
import { open, signed } from './auth.ts';
import { type Rpc, requestorRoutes } from './requestor.ts';
import { ServiceApi, urlOf } from './service-api.ts';
import type { ServiceFunction, SharedFunctionProps } from './service-function.ts';
import { localRpcAddress } from './service-urls.ts';
import type { Stage } from './stage.ts';

export type RequestorStackProps = StackProps &
  Readonly<{
    shared: Omit<SharedFunctionProps, 'tables' | 'services'>;
    paymentApi: RestApi;
  }>;

/** Exceeds the 10 s limit of one RPC (longestMs in doubles/requestor/payment-service-client.ts). */
const timeoutSeconds = 15;
const limit = { perSecond: 100, burst: 200 } as const;

/** Mock of an external service that requests payments from ours, in local and sandbox stages. */
export class RequestorStack extends Stack {
  constructor(scope: Construct, id: string, { shared, paymentApi, ...props }: RequestorStackProps) {
    super(scope, id, props);
    const { stage } = shared;
    const isLocal = stage.kind === 'local';
    const name = requestorApiName(stage.name);
    const api = new ServiceApi(this, 'Api', { name, stage, limit: isLocal ? undefined : limit });
    const access = isLocal ? open : signed;
    const around = { ...shared, tables: {}, services: {} };
    for (const { mayCall, ...route } of requestorRoutes) {
      const made = new ApiFunction(this, { ...route, may: {}, timeoutSeconds }, api, around);
      addMethods(api, route, { access, stage });
      if (mayCall.length > 0) grantRpcCalls(mayCall, made, paymentApi, stage);
    }
  }
}

/** Sets the address of the payment service and, where calls are signed, grants permission for these RPCs. */
function grantRpcCalls(calls: readonly Rpc[], { lambda, role }: ServiceFunction, api: RestApi, stage: Stage): void {
  const isLocal = stage.kind === 'local';
  lambda.addEnvironment('PAYMENT_RPC_URL', isLocal ? localRpcAddress : urlOf(api, stage));
  lambda.addEnvironment('PAYMENT_RPC_AUTH', isLocal ? 'none' : 'iam');
  if (isLocal) return;
  const resources = calls.map((call) => {
    const [method, rpc] = call.split(' ');
    return api.arnForExecuteApi(method, `/payment.v1.PaymentService/${rpc}`, stage.name);
  });
  role.addToPolicy(new PolicyStatement({ actions: ['execute-api:Invoke'], resources }));
}
