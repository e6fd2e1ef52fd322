import type { Act } from '../shop-day.ts';

/** Says all of it by an SDK, and resolves with the errors that the SDK reports once it has sent everything. */
export type SendDay = (host: string, key: string, acts: readonly Act[]) => Promise<unknown[]>;
