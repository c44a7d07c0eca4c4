import { LatestTraces } from './latest-traces.ts';
import { OtlpExporter } from './otlp-exporter.ts';
import type { OtlpSettings } from './otlp-settings.ts';
import { startXrayDaemon } from './xray-daemon.ts';

export type Traces = Readonly<{
  /** For AWS_XRAY_DAEMON_ADDRESS. */
  daemonAddress: string;
  latest: LatestTraces;
  stop(): Promise<void>;
}>;

/** Keeps the latest traces of the functions, and exports them if there is a collector. `report` gets a sentence on lost spans. */
export async function startTraces(
  collector: OtlpSettings | undefined,
  report: (message: string) => void,
): Promise<Traces> {
  const latest = new LatestTraces();
  const exporter = collector && new OtlpExporter(collector, report);
  const daemon = await startXrayDaemon((spans) => {
    latest.add(spans);
    exporter?.add(spans);
  });
  return {
    daemonAddress: daemon.address,
    latest,
    async stop() {
      await daemon.stop();
      await exporter?.stop();
    },
  };
}
