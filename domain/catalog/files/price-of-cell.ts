const currencyLast = /^(\S+)\s*([A-Za-z]{3})$/;
const currencyFirst = /^([A-Za-z]{3})\s*(\S+)$/;

/** Reads `12.95 EUR`, `EUR 12.95` or `12.95`. The amount is a text as it stands, which `judgeItem` refuses if it is no plain decimal. */
export function priceOfCell(cell: string): { price?: string; currency?: string } {
  if (cell === '') return {};
  const [, last, currency] = currencyLast.exec(cell) ?? [];
  if (last !== undefined && currency !== undefined) return { price: last, currency: currency.toUpperCase() };
  const [, first, amount] = currencyFirst.exec(cell) ?? [];
  if (first !== undefined && amount !== undefined) return { price: amount, currency: first.toUpperCase() };
  return { price: cell };
}
