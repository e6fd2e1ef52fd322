import { ComingSoon } from '#console/dashboard/coming-soon.tsx';

export default function Team() {
  return <ComingSoon title="Team" text="Until then a tenant belongs to one account." />;
}
