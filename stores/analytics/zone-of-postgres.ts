/** Zones of these names have summer time; to Postgres they are abbreviations first, which have none. What they are links to since tzdata 2024b. */
const links: Readonly<Record<string, string>> = {
  CET: 'Europe/Brussels',
  MET: 'Europe/Brussels',
  EET: 'Europe/Athens',
  WET: 'Europe/Lisbon',
};

/** An IANA time zone as Postgres takes it for the same one. */
export const zoneOfPostgres = (timeZone: string): string => links[timeZone.toUpperCase()] ?? timeZone;
