import { parseDuration } from './duration.ts';
import type { Setting } from './settings.ts';

/** A hundred years; for longer there is `forever`. */
const maxDays = 36_500;
const minSecretLength = 32;

/** Turns the text of a flag, a variable or a line of `.env` into the setting's type, or returns what is wrong with it and what to do. */
export function parseSetting(setting: Setting, given: string | boolean): { value: unknown } | { problem: string } {
  const place = `--${setting.flag} (${setting.env})`;
  if (setting.type === 'switch') {
    if (typeof given === 'boolean') return { value: given };
    if (['true', '1', 'false', '0'].includes(given)) return { value: given === 'true' || given === '1' };
    return { problem: `${place} must be true or false, and is ${JSON.stringify(given)}` };
  }
  const text = String(given);
  if (setting.type === 'days') {
    if (text === 'forever') return { value: text };
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= maxDays) return { value };
    return {
      problem: `${place} must be a whole number of days from 1 to ${maxDays}, or forever, and is ${JSON.stringify(text)}`,
    };
  }
  if (setting.type === 'number') {
    const value = Number(text);
    if (Number.isInteger(value) && value >= (setting.min ?? 0) && value <= (setting.max ?? Number.MAX_SAFE_INTEGER))
      return { value };
    return {
      problem: `${place} must be a whole number from ${setting.min ?? 0} to ${setting.max ?? 'any'}, and is ${JSON.stringify(text)}`,
    };
  }
  if (setting.type === 'choice' && setting.choices?.includes(text) !== true)
    return { problem: `${place} must be ${setting.choices?.join(', ')}, and is ${JSON.stringify(text)}` };
  if (setting.type === 'url') {
    const protocol = URL.canParse(text) && new URL(text).hostname !== '' ? new URL(text).protocol : '';
    // The text may have a password in it, so the message does not repeat it.
    if (setting.protocols?.includes(protocol) !== true)
      return { problem: `${place} must be a URL with a host that begins with ${setting.protocols?.join('// or ')}//` };
  }
  if (
    setting.type === 'brokers' &&
    !text.split(',').every((broker) => /^[\w.-]+:\d{1,5}$|^\[[\da-f:]+\]:\d{1,5}$/i.test(broker.trim()))
  )
    return { problem: `${place} must be host:port, several with commas between, and is ${JSON.stringify(text)}` };
  if (setting.type === 'duration' && parseDuration(text) === undefined)
    return { problem: `${place} must be hours (12h), days (7d) or forever, and is ${JSON.stringify(text)}` };
  if (setting.isSecret === true && text.length < minSecretLength)
    return { problem: `${place} must have ${minSecretLength} characters at least` };
  return { value: text };
}
