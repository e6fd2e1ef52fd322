export type ChangeText = { text: string; tone: 'up' | 'down' | 'same' };

/** Says a change against the period before in a word: `+12.5 %`, `new` where there was nothing to compare with. Null if nothing is compared, or both are zero. */
export function changeText(figure: {
  value: number;
  previous: number | null;
  change: number | null;
  zeroBase: boolean;
}): ChangeText | null {
  if (figure.previous === null) return null;
  if (figure.zeroBase) return figure.value === 0 ? null : { text: 'new', tone: 'up' };
  const percent = Math.round((figure.change ?? 0) * 1000) / 10;
  if (percent === 0) return { text: '±0 %', tone: 'same' };
  const text = `${percent > 0 ? '+' : '−'}${Math.abs(percent).toLocaleString('en', { minimumFractionDigits: 1 })} %`;
  return { text, tone: percent > 0 ? 'up' : 'down' };
}
