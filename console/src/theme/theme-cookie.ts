export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const themeCookie = 'recomengine_theme';

/** Returns the theme that a `Cookie` header names; `system`, which follows the browser, if it names none. */
export function themeOf(cookies: string): Theme {
  const named = new RegExp(`(?:^|;\\s*)${themeCookie}=(\\w+)`).exec(cookies)?.[1];
  return themes.find((theme) => theme === named) ?? 'system';
}
