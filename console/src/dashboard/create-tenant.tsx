import { useNavigate } from '@solidjs/router';
import { Field } from '#console/components/field.tsx';
import { Form } from '#console/components/form.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { createTenant } from '#console/queries/tenants.ts';

/** Makes a tenant and opens it. */
export function CreateTenant() {
  const navigate = useNavigate();
  async function submit({ name = '' }: Readonly<Record<string, string>>): Promise<void> {
    const { data } = await createTenant(name.trim());
    navigate(tenantPath(data.id));
  }
  return (
    <Form submit="Create the tenant" onSubmit={submit}>
      <Field label="Name" name="name" placeholder="Mugs & More" hint="What people call the shop." autocomplete="off" />
    </Form>
  );
}
