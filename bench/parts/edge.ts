import type { Bench, Measured } from '../report/part.ts';
import { measureEdge } from './edge-figures.ts';

/** What gRPC costs over plain HTTP. */
export async function measureEdgeCalls({ tell }: Bench): Promise<Measured> {
  tell('edge: calls in turn, straight and through it');
  const figures = await measureEdge();
  const rows = [
    ['Connect, straight to an API', `${figures.directMs} ms`, ''],
    ['gRPC, through the edge', `${figures.throughEdgeMs} ms`, ''],
    ['what that adds at the median', `${figures.addedMs} ms`, '2 ms'],
  ];
  return { figures, tables: [{ title: 'The gRPC edge', columns: ['', 'measured', 'at most'], rows }] };
}
