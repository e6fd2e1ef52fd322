/** A CSS colour as a browser computes it, `rgb(…)` or `rgba(…)`: red, green, blue from 0 to 255, alpha from 0 to 1. */
type Color = readonly [red: number, green: number, blue: number, alpha: number];

function parseColor(text: string): Color {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, alpha];
}

/** Returns the colour of `top` over an opaque colour behind it. */
function over(top: Color, behind: Color): Color {
  const mix = (n: 0 | 1 | 2) => top[n] * top[3] + behind[n] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
}

function luminance([red, green, blue]: Color): number {
  const linear = (value: number) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Returns the contrast of a text to its background, 1 to 21 (WCAG 2.1, contrast ratio). `grounds` are the backgrounds from the text outwards; `page` is behind all of them. */
export function contrastOf(text: string, grounds: readonly string[], page: string): number {
  const ground = grounds.reduceRight<Color>((behind, one) => over(parseColor(one), behind), parseColor(page));
  const [light = 0, dark = 0] = [luminance(over(parseColor(text), ground)), luminance(ground)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
