import type { TenantConfigChange } from './default-tenant-config.ts';
import { isTimeZone } from './time-zone.ts';

export type ConfigError = { path: string; message: string; code: string };

/** Returns the faults of a configuration that a contract cannot find: origins not as browsers send them, unknown time zones and currencies. */
export function tenantConfigErrors(change: TenantConfigChange): ConfigError[] {
  const errors: ConfigError[] = [];
  for (const [index, origin] of (change.allowedOrigins ?? []).entries()) {
    const written = originOf(origin);
    if (written === origin) continue;
    const advice = written === null ? 'Write scheme, host and port only' : `Write it as browsers do: ${written}`;
    errors.push({ path: `/config/allowedOrigins/${index}`, message: `${advice}.`, code: 'origin' });
  }
  if (change.timeZone !== undefined && !isTimeZone(change.timeZone)) {
    const message = '`config.timeZone` must be an IANA time zone, such as Europe/Berlin.';
    errors.push({ path: '/config/timeZone', message, code: 'time_zone' });
  }
  if (change.currency !== undefined && !Intl.supportedValuesOf('currency').includes(change.currency)) {
    const message = '`config.currency` must be an ISO 4217 code, such as EUR.';
    errors.push({ path: '/config/currency', message, code: 'currency' });
  }
  return errors;
}

function originOf(text: string): string | null {
  const url = URL.parse(text);
  return url === null || url.origin === 'null' ? null : url.origin;
}
