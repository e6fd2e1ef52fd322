/** Returns how many rows of a list are skipped, as an address says it; none if it says no whole number. */
export const offsetOf = (text: string | undefined): number => (/^\d{1,15}$/.test(text ?? '') ? Number(text) : 0);
