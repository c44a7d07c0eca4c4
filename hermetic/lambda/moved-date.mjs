const BuiltInDate = Date;
let offsetMs = 0;
const now = () => BuiltInDate.now() + offsetMs;

/** Makes `Date` run `ms` ahead of real time. Timers are not affected. */
export function moveDate(ms) {
  offsetMs = ms;
  if (Date !== BuiltInDate) return;
  // A proxy instead of a subclass, so that dates created earlier stay instances of Date.
  globalThis.Date = new Proxy(BuiltInDate, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new BuiltInDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
