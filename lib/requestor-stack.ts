import { Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { requestorApiName } from './api-name.ts';
import { open, signed } from './auth.ts';
import { Endpoint } from './endpoint.ts';
import { type Rpc, requestorRoutes } from './requestor.ts';
import { ServiceApi, urlOf } from './service-api.ts';
import type { ServiceFunction, Surroundings } from './service-function.ts';
import { localRpcAddress } from './services.ts';
import type { Stage } from './stage.ts';

export type RequestorStackProps = StackProps &
  Readonly<{
    surroundings: Omit<Surroundings, 'tables' | 'services'>;
    /** The payment service's. */
    paymentApi: RestApi;
  }>;

/** Longer than the 10 s that one RPC may take. */
const timeoutSeconds = 15;
const limit = { perSecond: 100, burst: 200 } as const;

/** The mock of an outside service that asks ours for payments, in local and sandbox stages. */
export class RequestorStack extends Stack {
  constructor(scope: Construct, id: string, { surroundings, paymentApi, ...props }: RequestorStackProps) {
    super(scope, id, props);
    const { stage } = surroundings;
    const isLocal = stage.kind === 'local';
    const name = requestorApiName(stage.name);
    const api = new ServiceApi(this, 'Api', { name, stage, limit: isLocal ? undefined : limit });
    const access = isLocal ? open : signed;
    const around = { ...surroundings, tables: {}, services: {} };
    for (const { mayCall, ...route } of requestorRoutes) {
      const made = new Endpoint(this, { ...route, may: {}, timeoutSeconds }, { api, access }, around);
      if (mayCall.length > 0) letCall(mayCall, made, paymentApi, stage);
    }
  }
}

/** The address of the payment service, and the right to call these RPCs where calls are signed: on gRPC they are not. */
function letCall(calls: readonly Rpc[], { lambda, role }: ServiceFunction, api: RestApi, stage: Stage): void {
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
