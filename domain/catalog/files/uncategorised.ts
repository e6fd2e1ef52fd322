/** The category of a product whose file has none: a catalog needs one. */
export const uncategorised = 'Uncategorised';
