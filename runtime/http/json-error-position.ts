const space = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON forbids in a string
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const word = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** What may stand next: a value, the name of a field, the colon behind it, or what follows a value. */
type Expected = 'value' | 'value_or_end' | 'name' | 'name_or_end' | 'colon' | 'more_or_end';

/**
 * Returns where text stops being JSON (RFC 8259): the position of the first piece that cannot stand there, or the text's length if it
 * ends too early. V8 names a position in some of its messages only. For the slow path: call it after JSON.parse has thrown.
 */
export function jsonErrorPosition(json: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const isThere = pattern.test(json);
    if (isThere) at = pattern.lastIndex;
    return isThere;
  };
  for (;;) {
    skip(space);
    const character = json[at];
    if (character === undefined) return at;
    const opened = open.at(-1);
    const isEnd = (character === '}' && opened === '{') || (character === ']' && opened === '[');
    if (isEnd && (expected === 'more_or_end' || expected === 'value_or_end' || expected === 'name_or_end')) {
      open.pop();
      at += 1;
      expected = 'more_or_end';
    } else if (expected === 'more_or_end') {
      if (character !== ',' || opened === undefined) return at;
      at += 1;
      expected = opened === '{' ? 'name' : 'value';
    } else if (expected === 'colon') {
      if (character !== ':') return at;
      at += 1;
      expected = 'value';
    } else if (expected === 'name' || expected === 'name_or_end') {
      if (!skip(text)) return at;
      expected = 'colon';
    } else if (character === '{' || character === '[') {
      open.push(character);
      at += 1;
      expected = character === '{' ? 'name_or_end' : 'value_or_end';
    } else {
      if (!skip(text) && !skip(word)) return at;
      expected = 'more_or_end';
    }
  }
}
