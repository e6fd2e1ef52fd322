import { plainText } from './plain-text.ts';
import { stopWords } from './stop-words.ts';

/** Scripts that set no space between words. Only for these the segmenter is asked, which takes ten times as long as the expression. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const spaced = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]+/gu;
/** The vowel am of Thai and Lao, which NFKC takes apart, and the segmenter then cuts in two. */
const takenApart = /\u0e4d\u0e32|\u0ecd\u0eb2/g;
/** What readers take for no part of a word: the vowel signs and other marks of Arabic and Hebrew, which most texts leave out, the stretched line of Arabic, and what is invisible but for the space of no width. Marks of other scripts, as of Hindi, are letters. */
const unwritten =
  /(?<=[\p{Script=Arabic}\p{Script=Hebrew}\u0640])\p{Mn}+|\u0640|(?!\u200b)\p{Default_Ignorable_Code_Point}/gu;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * The words of a text in their order, in one spelling for all that readers take for the same word: what a page shows of it (`plainText`), in Unicode's NFKC, folded, cut by spaces and signs, or by Intl.Segmenter where a script sets no
 * spaces. Single letters and stop words are left out.
 */
export function wordsOf(text: string): string[] {
  const folded = fold(plainText(text));
  return (unspaced.test(folded) ? segmented(folded) : (folded.match(spaced) ?? [])).filter(
    (word) => !stopWords.has(word),
  );
}

/** Full case folding, as far as JavaScript has it: through capitals, so that `Straße` is `STRASSE`, and before that through small letters, since `ẞ` has no other capital; the two small sigmas are one, and so are the i of Turkish, with and without its dot. */
const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(unwritten, '')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replaceAll('i\u0307', 'i')
    .normalize('NFKC')
    .replace(takenApart, (vowel) => (vowel.startsWith('\u0e4d') ? '\u0e33' : '\u0eb3'));

/** One character is a word in Chinese, and a letter elsewhere. */
function segmented(text: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text))
    if (isWordLike === true && (segment.length > 1 || /\p{Script=Han}/u.test(segment))) words.push(segment);
  return words;
}
