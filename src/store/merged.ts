/** Several sorted streams as one. Of each, no more is read than is needed to know which comes next. */
export async function* merged<Value>(
  streams: readonly AsyncGenerator<Value, void>[],
  comesBefore: (one: Value, other: Value) => boolean,
): AsyncGenerator<Value, void> {
  const heads = await Promise.all(streams.map(async (stream) => ({ stream, next: await stream.next() })));
  for (;;) {
    let first: { value: Value; head: (typeof heads)[number] } | undefined;
    for (const head of heads) {
      if (head.next.done) continue;
      if (first === undefined || comesBefore(head.next.value, first.value)) first = { value: head.next.value, head };
    }
    if (first === undefined) return;
    yield first.value;
    first.head.next = await first.head.stream.next();
  }
}
