import { Badge, type Tone } from '#console/components/badge.tsx';
import type { Tenant } from '#console/queries/tenants.ts';

const tones: Readonly<Record<Tenant['status'], Tone>> = { active: 'good', suspended: 'notice', deleted: 'bad' };

/** The state of a tenant. */
export function TenantBadge(props: { status: Tenant['status'] }) {
  return <Badge tone={tones[props.status]}>{props.status}</Badge>;
}
