import type { RouteContract } from './route-contract.ts';

/** Writes of one account in a minute, with all its tokens together. A page of the console makes one at the press of a button; a program that writes by the thousand has a key. */
export const perAccount = 3_000;

/** Writes of admins from one address in a minute, of all their accounts. Behind the console, and behind a proxy that is not trusted, all have one address. */
export const perAddress = 6_000;

/** Whether requests of admins count against these limits: on all that they may call but to read, whatever else the route counts against. */
export const isAdminWrite = ({ auth, method }: Pick<RouteContract, 'auth' | 'method'>): boolean =>
  (auth === 'admin' || auth === 'admin_or_key_write') && method !== 'GET';
