import { eventTypes } from '#schemas/events/index.ts';
import { isStorableText } from '#schemas/storable-text.ts';
import type { EventName } from '../events/event-names.ts';
import type { TenantConfigChange } from './default-tenant-config.ts';
import { isTimeZone } from './time-zone.ts';

export type ConfigError = { path: string; message: string; code: string };

/** Returns the faults of a configuration that a contract cannot find: origins not as browsers send them, unknown time zones and currencies, names of events that are ours, stand twice or cannot be stored. */
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
  errors.push(...eventNameErrors(change.eventNames ?? []));
  return errors;
}

function originOf(text: string): string | null {
  const url = URL.parse(text);
  return url === null || url.origin === 'null' ? null : url.origin;
}

function eventNameErrors(names: readonly EventName[]): ConfigError[] {
  const seen = new Set<string>();
  return names.flatMap(({ name }, index) => {
    const message = Object.hasOwn(eventTypes, name)
      ? `\`${name}\` is a type of ours, and is taken as that.`
      : seen.has(name)
        ? `\`${name}\` stands twice: leave one out.`
        : isStorableText(name)
          ? null
          : 'Remove U+0000 and lone surrogates from `name`.';
    seen.add(name);
    return message === null ? [] : [{ path: `/config/eventNames/${index}/name`, message, code: 'event_name' }];
  });
}
