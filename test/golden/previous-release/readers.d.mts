type Send = (operation: Readonly<{ input: Readonly<Record<string, unknown>> }>) => Promise<unknown>;
type Io = Readonly<{ send: Send }>;

export function payments(io: Io): {
  get: (id: string) => Promise<(object & Readonly<{ refunds: Readonly<Record<string, object>> }>) | undefined>;
  holder: (held: Readonly<{ kind: 'trip' | 'order'; id: string }>) => Promise<string | undefined>;
};
export function archivedRefunds(io: Io): { archived: (refundId: string) => Promise<object | undefined> };
export function keyUses(io: Io): { find: (caller: string, key: string) => Promise<object | undefined> };
export function listedPaymentOf(item: object): object;
