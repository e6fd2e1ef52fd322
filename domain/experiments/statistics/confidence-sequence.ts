import { defaultAlpha, type Interval } from './estimate.ts';

/** An interval that holds at every look at once, and the p-value that may be read at every look. */
export type ConfidenceSequence = { interval: Interval; pValue: number };

/**
 * The asymptotic confidence sequence of a difference with its standard error over `users` of both arms: valid however often someone looks
 * and whenever they stop. It is narrowest around `plannedUsers`. Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas: "Time-uniform central
 * limit theory and asymptotic confidence sequences", Annals of Statistics 52, 2024, theorem 2.2 and its appendix on ρ.
 */
export function confidenceSequence(
  { value, standardError }: { value: number; standardError: number },
  users: number,
  plannedUsers: number,
  alpha = defaultAlpha,
): ConfidenceSequence {
  if (users === 0 || standardError === 0) return { interval: { lower: null, upper: null }, pValue: 1 };
  const rho2 = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / plannedUsers;
  const growth = users * rho2 + 1;
  const half = standardError * Math.sqrt((2 * growth * Math.log(Math.sqrt(growth) / alpha)) / (users * rho2));
  // The least alpha whose interval leaves zero out.
  const exponent = -((value / standardError) ** 2 * users * rho2) / (2 * growth);
  return {
    interval: { lower: value - half, upper: value + half },
    pValue: Math.min(1, Math.sqrt(growth) * Math.exp(exponent)),
  };
}
