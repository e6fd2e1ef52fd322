import type { Counterfactual } from '#schemas/http/replay-reports.ts';

const methods = { ips: 'IPS', snips: 'SNIPS', dr: 'doubly robust' } as const;

/** What people are told of the estimates of a what-if, a line each, or why there are none. */
export function counterfactualLines({
  answers,
  logged,
  effectiveSample,
  refused,
  estimates,
}: Counterfactual): string[] {
  const head = `clicks an answer, estimated from ${answers.toLocaleString('en')} answers of known propensity, which had ${logged.toFixed(3)}`;
  if (refused !== null) return [`${head}: refused. ${refused}`];
  return [
    `${head}; they are worth ${effectiveSample.toFixed(0)} showings of what would change`,
    ...estimates.map(
      ({ method, today, changed, difference: { value, low, high } }) =>
        `  ${methods[method].padEnd(13)} ${today.toFixed(3)} today, ${changed.toFixed(3)} changed: ${signed(value)} (${signed(low)} to ${signed(high)})`,
    ),
  ];
}

const signed = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
