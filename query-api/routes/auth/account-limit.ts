/** What one address may ask of each route without a token in a minute: a password costs 0.3 s of a core to hash. */
export const accountLimit = { perAddress: 120 };
