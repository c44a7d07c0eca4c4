import { setTimeout as sleep } from 'node:timers/promises';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter, type Transport } from '@connectrpc/connect';
import { Health, HealthCheckResponse_ServingStatus as Status } from '../generated/proto/health/v1/health_pb.ts';
import { forwarded, healthMethod } from './served-services.ts';

const probeDeadlineMs = 3_000;

type Probe = () => Promise<Status>;

/**
 * grpc.health.v1: service '' is the edge itself, and the name of a payment service is the API behind it. Probe results
 * are cached for `probedMs`, so that health checks cannot overload the API.
 * https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 */
export function health(router: ConnectRouter, upstream: Transport, draining: AbortSignal, probedMs: number): void {
  const probes = new Map<string, Probe>([
    ['', async () => Status.SERVING],
    ...forwarded.map(
      (service) => [service.typeName, cached(probeOf(healthMethod(service), upstream), probedMs)] as const,
    ),
  ]);
  const statusOf = async (probe: Probe) => (draining.aborted ? Status.NOT_SERVING : probe());

  router.service(Health, {
    async check({ service }) {
      const probe = probes.get(service);
      if (probe === undefined) throw new ConnectError(`there is no service "${service}"`, Code.NotFound);
      return { status: await statusOf(probe) };
    },

    async list() {
      const statuses = [...probes].map(async ([name, probe]) => [name, { status: await statusOf(probe) }] as const);
      return { statuses: Object.fromEntries(await Promise.all(statuses)) };
    },

    async *watch({ service }, { signal }) {
      const probe = probes.get(service) ?? (async () => Status.SERVICE_UNKNOWN);
      const ended = AbortSignal.any([signal, draining]);
      let last: Status | undefined;
      while (!signal.aborted) {
        const status = await statusOf(probe);
        if (status !== last) yield { status };
        last = status;
        // NOT_SERVING was sent: end the stream, so that a watcher does not keep the connection open.
        if (draining.aborted) return;
        await sleep(probedMs, undefined, { signal: ended }).catch(() => undefined);
      }
    },
  });
}

function probeOf(method: ReturnType<typeof healthMethod>, upstream: Transport): Probe {
  return async () => {
    try {
      await upstream.unary(method, undefined, probeDeadlineMs, undefined, create(method.input));
      return Status.SERVING;
    } catch {
      return Status.NOT_SERVING;
    }
  };
}

/** Runs one probe at a time and caches its result for `probedMs`. */
function cached(probe: Probe, probedMs: number): Probe {
  let current = probe;
  return () => {
    if (current === probe) {
      const result = probe();
      current = () => result;
      void result.then(() => sleep(probedMs, undefined, { ref: false })).then(() => (current = probe));
    }
    return current();
  };
}
