/** What a text is given: names, counts, days as `2026-11-29`, lists of words. */
type Values = Readonly<Record<string, string | number | readonly string[]>>;

/** A text made ready: `params` has each parameter once with how it is written. */
export type Message = { params: ReadonlyMap<string, Style>; write(values: Values): string };
export type Style = 'text' | 'number' | 'date' | 'list';

type Formats = Record<'number' | 'date' | 'list', (value: unknown) => string> & { category(count: number): string };
/** Counts below this are written once. */
const countsKept = 1_000;
/** `count`: of the plural that it stands in, written for `#`. */
type Write = (values: Values, count: string) => string;

/**
 * Makes a text ready that is written as ICU's MessageFormat has it (unicode.org, Messages), of which this is known: `{name}`, `{name, number}`, `{name, date}`, `{name, list}`, and
 * `{name, plural, one {…} other {…}}`, in which `#` is the number and further texts may stand. Numbers, days, lists and plural categories are those of `Intl` for the language. Throws on
 * a text that is not one.
 */
export function compileMessage(text: string, language: string): Message {
  const formats = formatsOf(language);
  const params = new Map<string, Style>();
  const tokens = text.match(/[{}]|#|[^{}#]+/g) ?? [];
  let at = 0;
  const wrong = (): never => {
    throw new SyntaxError(`not a text of a reason: ${text}`);
  };
  const expect = (token: string): void => {
    if (tokens[at++] !== token) wrong();
  };
  const sequence = (isInPlural: boolean): Write => {
    const parts: Write[] = [];
    for (; at < tokens.length && tokens[at] !== '}'; ) {
      const token = tokens[at++] ?? '';
      if (token === '{') parts.push(argument());
      else parts.push(token === '#' && isInPlural ? (_, count) => count : () => token);
    }
    return (values, count) => parts.reduce((written, part) => written + part(values, count), '');
  };
  const argument = (): Write => {
    const [name = '', style = 'text', ...rest] = (tokens[at++] ?? '').split(',').map((word) => word.trim());
    if (!/^\w+$/.test(name)) wrong();
    if (style === 'plural') return plural(name, rest.join());
    expect('}');
    if (style === 'text') params.set(name, style);
    else if (style === 'number' || style === 'date' || style === 'list') params.set(name, style);
    else return wrong();
    return style === 'text' ? (values) => String(values[name]) : (values) => formats[style](values[name]);
  };
  const plural = (name: string, first: string): Write => {
    params.set(name, 'number');
    const forms = new Map<string, Write>();
    for (let category = first; category !== ''; category = (tokens[at] === '}' ? '' : (tokens[at++] ?? '')).trim()) {
      expect('{');
      forms.set(category, sequence(true));
      expect('}');
    }
    expect('}');
    const other = forms.get('other') ?? wrong();
    return (values) => {
      const count = Number(values[name]);
      return (forms.get(formats.category(count)) ?? other)(values, formats.number(count));
    };
  };
  const write = sequence(false);
  if (at < tokens.length) wrong();
  return { params, write: (values) => write(values, '#') };
}

function formatsOf(language: string): Formats {
  const numbers = new Intl.NumberFormat(language);
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const list = new Intl.ListFormat(language, { style: 'narrow' });
  const plural = new Intl.PluralRules(language);
  const number = keptForCounts((count) => numbers.format(count));
  return {
    number: (value) => number(Number(value)),
    date: (value) => date.format(Date.parse(String(value))),
    list: (value) => list.format(value as readonly string[]),
    category: keptForCounts((count) => plural.select(count)),
  };
}

/** What `make` returns, kept for the counts that reasons have: `Intl` takes about a microsecond for each, and an answer has sixteen. */
function keptForCounts(make: (count: number) => string): (count: number) => string {
  const kept = new Map<number, string>();
  return (count) => {
    const known = kept.get(count);
    if (known !== undefined) return known;
    const made = make(count);
    if (Number.isInteger(count) && count > 0 && count < countsKept) kept.set(count, made);
    return made;
  };
}
