/** What a command ends with; documented in docs/cli.md. */
export const exitCodes = { done: 0, failed: 1, usage: 2, unreachable: 3, partly: 4 } as const;
