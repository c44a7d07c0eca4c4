import type { Bench, PartResult } from '../report/part.ts';
import { measureEdge } from './edge-figures.ts';

/** Measures the latency that the gRPC edge adds. */
export async function measureEdgeCalls({ progress }: Bench): Promise<PartResult> {
  progress('edge: alternating direct calls and calls through the edge');
  const figures = await measureEdge();
  const rows = [
    ['Connect, directly to the API', `${figures.directMs} ms`, ''],
    ['gRPC, through the edge', `${figures.throughEdgeMs} ms`, ''],
    ['difference of medians', `${figures.addedMs} ms`, '2 ms'],
  ];
  return { figures, tables: [{ title: 'The gRPC edge', columns: ['', 'measured', 'at most'], rows }] };
}
