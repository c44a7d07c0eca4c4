import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { Health, HealthCheckResponse_ServingStatus as Status } from '../generated/proto/health/v1/health_pb.ts';
import { optionalEnv } from '../src/runtime/env.ts';

/** The container's HEALTHCHECK: exits with 0 if the edge is serving, else with 1. */
const [port = '50051'] = (optionalEnv('PORT') ?? '50051').split(',');
const health = createClient(Health, createGrpcTransport({ baseUrl: `http://127.0.0.1:${port.trim()}` }));
const { status } = await health.check({}, { timeoutMs: 2_000 }).catch(() => ({ status: Status.UNKNOWN }));
process.exit(status === Status.SERVING ? 0 : 1);
