/** How long what an admin is given works: settings of the product. */
export type TokenLifetimes = { accessSeconds: number; refreshDays: number; resetMinutes: number };
