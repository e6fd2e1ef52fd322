/** Zones of these names have summer time, but Postgres takes the names for abbreviations, which have none. Each with the zone it links to since tzdata 2024b. */
const links: Readonly<Record<string, string>> = {
  CET: 'Europe/Brussels',
  MET: 'Europe/Brussels',
  EET: 'Europe/Athens',
  WET: 'Europe/Lisbon',
};

/** Returns the name by which Postgres understands an IANA time zone. */
export const zoneOfPostgres = (timeZone: string): string => links[timeZone.toUpperCase()] ?? timeZone;
