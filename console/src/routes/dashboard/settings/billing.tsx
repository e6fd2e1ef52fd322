import { ComingSoon } from '#console/dashboard/coming-soon.tsx';

export default function Billing() {
  return <ComingSoon title="Billing" text="Nothing is billed until prices are decided." />;
}
