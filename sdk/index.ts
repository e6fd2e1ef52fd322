/** The package for bundlers. */
export { assign } from './assign.ts';
export type { Render, ShownItem } from './page.ts';
export type { Settings } from './settings.ts';
export type { Consent } from './shopper/consent.ts';
export { type Command, type RecomEngine, start } from './start.ts';
