const decimals = /\.(\d+)/;

/** Returns how the ticks of an axis are written: as `format` does, without the decimals that are zero in all of them. 0, 0.5 and 1 are 0.0, 0.5 and 1.0. */
export function axisTexts(ticks: readonly number[], format: (value: number) => string): string[] {
  const texts = ticks.map(format);
  const needed = Math.max(0, ...texts.map((text) => (decimals.exec(text)?.[1] ?? '').replace(/0+$/, '').length));
  return texts.map((text) =>
    text.replace(decimals, (_, digits: string) => (needed === 0 ? '' : `.${digits.slice(0, needed)}`)),
  );
}
