import { type Config, type Setting, settings } from './settings.ts';

/** Returns the configuration as it may be shown: of a secret only whether it is set, and URLs without password and options. */
export function printableConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => {
      const setting: Setting = settings[name as keyof Config];
      if (setting.type === 'password') return [name, value === null ? '(none)' : '(set)'];
      if (setting.isSecret === true) return [name, value === '' ? '(none)' : '(set)'];
      return [name, setting.type === 'url' && typeof value === 'string' ? printableUrl(value) : value];
    }),
  );
}

/** A URL without its password, and without its options, which may hold one too. */
function printableUrl(text: string): string {
  const { protocol, username, password, host, pathname } = new URL(text);
  return `${protocol}//${username}${password === '' ? '' : ':…'}${username === '' ? '' : '@'}${host}${pathname}`;
}
