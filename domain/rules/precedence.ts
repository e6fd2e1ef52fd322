/** In which order it is decided what is shown, as docs/rules.md and `explain` say it. */
export const precedence: readonly string[] = [
  'unavailable and unknown products are never shown',
  '`exclude` and `filter` of the question, what it likes and unlikes, and the products that it is about',
  '`exclude` rules',
  '`include`, `match` and `priceRange` rules',
  '`purchased`, then `seen`',
  'scores: `boost`, `bury` and `rotate`',
  '`limit`, and among what it lets in `diversity`',
  'pins, in rule order: the first wins a place',
];
