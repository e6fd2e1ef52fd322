import { compileMessage, type Message } from './compile-message.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Reason, ReasonKey, ReasonTexts } from './reason.ts';

/** Languages that reasons are written in; a new one is a file of texts and a line here. The first is the one that is taken if a question names no other. */
const texts = { en, de } as const satisfies Record<string, ReasonTexts>;
export type Language = keyof typeof texts;
export const languages = Object.keys(texts) as readonly Language[];
export const defaultLanguage: Language = 'en';

const messages = Object.fromEntries(languages.map((language) => [language, compileAll(language)])) as Readonly<
  Record<Language, ReadonlyMap<string, Message>>
>;

/** The reason as a shopper reads it. */
export const say = (reason: Reason, language: Language): string => messageOf(reason.key, language).write(reason.params);

/** The text of one reason in a language, made ready. */
export function messageOf(key: ReasonKey, language: Language): Message {
  const message = messages[language].get(key);
  if (message === undefined) throw new RangeError(`no reason is called ${key}`);
  return message;
}

function compileAll(language: Language): ReadonlyMap<string, Message> {
  return new Map(Object.entries(texts[language]).map(([key, text]) => [key, compileMessage(text, language)]));
}
