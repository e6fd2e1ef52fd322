import type { TenantStatus } from '../access/tenant.ts';
import { type Experiment, isStepAllowed, refusalOf } from './experiment.ts';

/** Why an experiment cannot start; `text` says it to people. */
export type Blocker = {
  name: 'wrong_status' | 'another_runs' | 'same_strategies' | 'unknown_strategy' | 'tenant_suspended';
  text: string;
};

export type BlockerInput = {
  experiment: Pick<Experiment, 'status' | 'placementId' | 'controlStrategy' | 'variantStrategy'>;
  /** The name of another experiment that runs on the placement; null if none does. */
  otherRunning: string | null;
  tenantStatus: TenantStatus;
  knownStrategies: readonly string[];
};

/** Finds what forbids a start. The checklist shows the same that the start goes by. */
export function findBlockers({ experiment, otherRunning, tenantStatus, knownStrategies }: BlockerInput): Blocker[] {
  const { status, placementId, controlStrategy, variantStrategy } = experiment;
  const blockers: Blocker[] = [];
  if (!isStepAllowed(status, 'running')) blockers.push({ name: 'wrong_status', text: refusalOf(status, 'running') });
  if (tenantStatus !== 'active')
    blockers.push({ name: 'tenant_suspended', text: 'Tenant suspended: make it active again first.' });
  if (otherRunning !== null) blockers.push({ name: 'another_runs', text: runsOn(otherRunning, placementId) });
  if (controlStrategy === variantStrategy)
    blockers.push({
      name: 'same_strategies',
      text: `Both arms have the strategy ${controlStrategy}: there is nothing to find out.`,
    });
  for (const strategy of new Set([controlStrategy, variantStrategy]))
    if (!knownStrategies.includes(strategy))
      blockers.push({ name: 'unknown_strategy', text: `There is no strategy ${strategy} here.` });
  return blockers;
}

/** Says that a placement is taken, and what to do. */
export const runsOn = (otherName: string, placementId: string): string =>
  `The experiment '${otherName}' runs on placement ${placementId}: pause or complete it first.`;
