/** Why a candidate is not in an answer, in words; `rule` is the id of the rule that took it. */
export function lossText(because: string, rule?: string): string {
  const by = rule === undefined ? '' : ` by rule “${rule}”`;
  return (words[because] ?? ((told: string) => `${because}${told}`))(by);
}

const words: Readonly<Record<string, (by: string) => string>> = {
  unavailable: () => 'is unavailable, or not in the catalog any more',
  excluded: () => 'the question leaves it out',
  rule: (by) => `is taken${by}`,
  purchased: (by) => `was bought already${by}`,
  seen: (by) => `was viewed already${by}`,
  limit: (by) => `is held back${by}: there are enough of its kind`,
  lower_score: (by) => `has a lower score than what is shown${by}`,
  displaced: (by) => `a pin has its place${by}`,
  no_place: () => 'its place is not in the answer',
  not_proposed: () => 'nothing that is asked proposes it',
};

/** The reasons that have words, for a test that compares them with the API's. */
export const losses: readonly string[] = Object.keys(words);
