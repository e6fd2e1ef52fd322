/** Whether a text names an IANA time zone. An offset such as `+02:00` is none: JavaScript takes it, and Postgres reads its sign the other way round. */
export function isTimeZone(timeZone: string): boolean {
  if (!/^[A-Za-z]/.test(timeZone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
