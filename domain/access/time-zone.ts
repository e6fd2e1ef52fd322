/** Whether a text names an IANA time zone. An offset such as `+02:00` does not count: JavaScript takes it, but Postgres reads its sign the other way round. */
export function isTimeZone(timeZone: string): boolean {
  if (!/^[A-Za-z]/.test(timeZone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
