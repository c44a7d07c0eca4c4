import { get } from './api.ts';
import { useLocalClock } from './local-environment.ts';
import { Copy, Section, Status, TableBox } from './parts.tsx';
import { useLoad } from './use-load.ts';
import { type LocalTrace, tracesOf, waterfallOf } from './waterfall.ts';

/** Waterfalls of the payment's traces. Only a service on this machine keeps any. */
export function PaymentTraces({ id }: { id: string }) {
  return useLocalClock() === undefined ? null : <KeptTraces id={id} />;
}

function KeptTraces({ id }: { id: string }) {
  const loaded = useLoad(`traces ${id}`, async (signal) =>
    tracesOf(id, (await get<{ traces: readonly LocalTrace[] }>('/_local/traces', signal)).traces),
  );
  return (
    <Section
      title="Traces"
      loaded={loaded}
      isEmpty={(traces) => traces.length === 0}
      empty="None of the latest traces is of this payment."
    >
      {(traces) => traces.map((trace) => <Waterfall key={trace.traceId} trace={trace} />)}
    </Section>
  );
}

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

const Waterfall = ({ trace: { traceId, spans } }: { trace: LocalTrace }) => (
  <>
    <p class="soft">
      <code>{traceId}</code> <Copy text={traceId} label="Copy the trace's id" />
    </p>
    <TableBox label={`steps of trace ${traceId}`}>
      <table class="waterfall">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Kind</th>
            <th scope="col" class="number">
              After
            </th>
            <th scope="col" class="number">
              Took
            </th>
            <th scope="col">Time</th>
          </tr>
        </thead>
        <tbody>
          {waterfallOf(spans).map(({ span, depth, from, width, after }) => (
            <tr key={span.spanId}>
              <td style={{ paddingLeft: `${depth + 0.5}rem` }}>
                {span.name} {span.failed && <Status word="Failed" tone="bad" />}
              </td>
              <td>{span.attributes.kind}</td>
              <td class="number">{after.toFixed(1)} ms</td>
              <td class="number">{(span.endedAt - span.startedAt).toFixed(1)} ms</td>
              <td class="bar" aria-hidden="true">
                <span
                  class={span.failed ? 'failed' : ''}
                  style={{ marginLeft: percent(from), width: percent(width) }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  </>
);
