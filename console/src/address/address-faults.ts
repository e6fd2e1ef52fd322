import type { Taken } from '#console/address/taken.ts';

/** The parameters of a page's address, as the router has them: a list where one stands there several times. */
export type Search = Readonly<Record<string, string | readonly string[] | undefined>>;
/** A parameter that a page cannot use, and what to do, in a sentence; `name` stands between backticks. */
export type AddressFault = { name: string; text: string };

/** Returns what of an address a page cannot use, in the order of `takes`, which has each parameter that it reads and not every text goes for. One that is empty asks for nothing. */
export function addressFaults(search: Search, takes: Readonly<Record<string, Taken>>): AddressFault[] {
  return Object.entries(takes).flatMap(([name, { isTaken, words }]) => {
    const given = search[name];
    if (given === undefined || given === '') return [];
    if (typeof given !== 'string')
      return [{ name, text: `\`${name}\` stands there several times, and is taken once.` }];
    return isTaken(given) ? [] : [{ name, text: `\`${name}\` is “${given}”, and has to be ${words}.` }];
  });
}

/** The text of a parameter, if the page can use it. */
export const usable = (given: Search[string], { isTaken }: Taken): string | undefined =>
  typeof given === 'string' && isTaken(given) ? given : undefined;
