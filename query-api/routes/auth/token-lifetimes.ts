/** How long the tokens of an admin are valid: settings of the product. */
export type TokenLifetimes = { accessSeconds: number; refreshDays: number; resetMinutes: number };
