import { useNavigate } from '@solidjs/router';
import { Button } from '#console/components/button.tsx';
import { attempt } from '#console/components/toasts.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { makeDemo } from '#console/queries/demo.ts';

/** Offers a shop full of demo data, says where it will be, and goes there; to the one that is there already if there is one. */
export function FillWithDemo() {
  const navigate = useNavigate();
  const fill = () =>
    attempt(async () => {
      const { data } = await makeDemo();
      navigate(tenantPath(data.tenantId));
    });
  return (
    <div class="flex flex-wrap items-center justify-between gap-3 text-sm text-soft">
      <p class="max-w-prose">
        Demo data goes into a tenant of its own, “Demo shop”, with 300 products and five weeks of shoppers: your own
        tenants stay as they are, and it can be removed whole.
      </p>
      <Button onClick={fill}>Fill with demo data</Button>
    </div>
  );
}
