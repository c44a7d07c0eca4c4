/** Without a moved clock it stays what it is: a function sees the `Date` that Node gave it. */
const BuiltInDate = Date;
let offsetMs = 0;
const now = () => BuiltInDate.now() + offsetMs;

/** The real time, which Lambda's deadline is measured by. */
export const realNow = () => BuiltInDate.now();

/** Has `Date` show a time that is so far ahead; timers stay real. */
export function moveDate(ms) {
  offsetMs = ms;
  if (ms === 0 || Date !== BuiltInDate) return;
  // A proxy and not a subclass: dates made before the move must stay instances of it.
  globalThis.Date = new Proxy(BuiltInDate, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new BuiltInDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
