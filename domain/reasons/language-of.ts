import { defaultLanguage, type Language, languages } from './say.ts';

/** Languages of one header that are looked at. */
const maxPreferences = 20;

/**
 * The language of an answer's reasons: that of the question's `locale`, even where it is one without texts; without `locale` the first of `Accept-Language` that has texts, by its weights (RFC 9110,
 * 12.5.4). English where neither names one. Of a locale only the language counts: `de-AT` is German.
 */
export function languageOf(locale: string | undefined, acceptLanguage: string | undefined): Language {
  if (locale !== undefined) return known(locale) ?? defaultLanguage;
  const preferences = (acceptLanguage ?? '')
    .split(',', maxPreferences)
    .map((preference) => {
      const [tag = '', ...params] = preference.split(';').map((part) => part.trim());
      const weight = params.find((param) => param.startsWith('q='))?.slice(2) ?? '1';
      return { language: known(tag), weight: Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return preferences.find(({ language }) => language !== undefined)?.language ?? defaultLanguage;
}

const known = (tag: string): Language | undefined => {
  const [language] = tag.toLowerCase().split(/[-_]/);
  return languages.find((one) => one === language);
};
