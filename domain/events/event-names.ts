import { type EventType, eventTypes } from '#schemas/events/index.ts';

/** `ignore`: such events are left out, as before, and no longer told as something that is not understood. */
export const ignore = 'ignore';

/** What a name that a shop's senders use is taken as, as the shop has set it. */
export type EventName = { name: string; takenAs: EventType | typeof ignore };

/** The type of events of this name: one of ours, one that the sender's software has by `known`, or what the shop takes the name as, in this order; else the name as it is, for `judgeEvent` to refuse. */
export function typeOfName(
  name: string,
  names: readonly EventName[],
  known: Readonly<Record<string, EventType>> = {},
): string {
  if (Object.hasOwn(known, name)) return known[name]!;
  if (Object.hasOwn(eventTypes, name)) return name;
  const takenAs = names.find((one) => one.name === name)?.takenAs;
  return takenAs === undefined || takenAs === ignore ? name : takenAs;
}

/** Whether the shop leaves events of this name out. */
export const isIgnored = (name: string, names: readonly EventName[]): boolean =>
  !Object.hasOwn(eventTypes, name) && names.some((one) => one.name === name && one.takenAs === ignore);
