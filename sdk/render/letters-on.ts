/**
 * Black or white, whichever is easier to read on this colour (#RGB or #RRGGBB). The contrast is at least 4.5, as WCAG AA asks; for that its curve of brightness need not be
 * followed more closely than by a power of 2.2.
 */
export function lettersOn(color: string): '#000' | '#fff' {
  const digits = color.length < 7 ? color.replace(/\w/g, '$&$&') : color;
  const light = (at: number) => (Number(`0x${digits.slice(at, at + 2)}`) / 255) ** 2.2;
  // Where (L + .05) / .05, the contrast with black, is that with white, 1.05 / (L + .05).
  return 0.2126 * light(1) + 0.7152 * light(3) + 0.0722 * light(5) > 0.179 ? '#000' : '#fff';
}
