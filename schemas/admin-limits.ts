import type { RouteContract } from './route-contract.ts';

/** Writes of one account in a minute, with all its tokens together. A page of the console makes one at the press of a button; a program that writes by the thousand has a key. */
export const writesPerAccount = 3_000;

/** Writes of admins from one address in a minute, of all their accounts. Behind the console, and behind a proxy that is not trusted, all have one address. */
export const writesPerAddress = 6_000;

/** Reads of one account in a minute, which are counted apart from its writes. A page of the console makes fewer than thirty when it is opened, and then a few a second at most. */
export const readsPerAccount = 12_000;

/** The same from one address, of all accounts. */
export const readsPerAddress = 24_000;

/** What an admin's request counts against: with all others of the account, and with those of all admins at its address. */
export type AdminLimit = { kind: 'reads' | 'writes'; perAccount: number; perAddress: number };

const reads: AdminLimit = { kind: 'reads', perAccount: readsPerAccount, perAddress: readsPerAddress };
const writes: AdminLimit = { kind: 'writes', perAccount: writesPerAccount, perAddress: writesPerAddress };

/** The limit for admins of a route, whatever else it counts against: all that they may call has one, by its method. Null for routes that they may not call. */
export function adminLimitOf({ auth, method }: Pick<RouteContract, 'auth' | 'method'>): AdminLimit | null {
  if (auth !== 'admin' && auth !== 'admin_or_key_write') return null;
  return method === 'GET' ? reads : writes;
}
