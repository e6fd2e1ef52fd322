/** How many requests a minute one address may send to each route without a token: hashing a password costs 0.3 s of a core. */
export const accountLimit = { perAddress: 120 };
