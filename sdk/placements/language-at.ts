/** The language of what stands in this place, by the nearest `lang` attribute; '' if none is said. */
export const languageAt = (element: Element): string => (element.closest<HTMLElement>('[lang]') || { lang: '' }).lang;
