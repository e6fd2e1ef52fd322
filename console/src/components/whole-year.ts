/** Whether the year of a date in an input is typed to its end, or there is no date. Browsers tell each digit as a date of its own: before 2026 come 0002, 0020 and 0202. */
export const hasWholeYear = (date: string): boolean => !date.startsWith('0');
