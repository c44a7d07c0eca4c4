const BuiltInDate = Date;
let offsetMs = 0;
const now = () => BuiltInDate.now() + offsetMs;

/** Has `Date` show a time that is so far ahead; timers stay real. */
export function moveDate(ms) {
  offsetMs = ms;
  if (Date !== BuiltInDate) return;
  // A proxy and not a subclass: dates made before the move must stay instances of it.
  globalThis.Date = new Proxy(BuiltInDate, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new BuiltInDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
