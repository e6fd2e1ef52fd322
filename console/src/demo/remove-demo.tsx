import { useNavigate } from '@solidjs/router';
import { createSignal } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Dialog } from '#console/components/dialog.tsx';
import { Form } from '#console/components/form.tsx';
import { say } from '#console/components/toasts.tsx';
import { deleteTenant, type Tenant } from '#console/queries/tenants.ts';

/** Removes a demo with its tenant, after one question. Its name need not be typed: nothing in it is anybody's. */
export function RemoveDemo(props: { tenant: Tenant }) {
  const navigate = useNavigate();
  const [isAsking, setIsAsking] = createSignal(false);
  async function remove(): Promise<void> {
    await deleteTenant(props.tenant.id);
    say('The demo data is removed.');
    navigate('/dashboard', { replace: true });
  }
  return (
    <>
      <Button onClick={() => setIsAsking(true)}>Remove the demo data</Button>
      <Dialog isOpen={isAsking()} onClose={() => setIsAsking(false)} title="Remove the demo data?">
        <div class="space-y-4">
          <p class="text-soft">
            The tenant {props.tenant.name} goes with all that is in it. Your other tenants stay as they are.
          </p>
          <Form
            submit="Remove it"
            isDanger
            onSubmit={remove}
            aside={<Button onClick={() => setIsAsking(false)}>Keep it</Button>}
          >
            {null}
          </Form>
        </div>
      </Dialog>
    </>
  );
}
