import { useNavigate, useSearchParams } from '@solidjs/router';
import { Show } from 'solid-js';
import { Form } from '#console/components/form.tsx';
import { resetPassword } from '#console/queries/account.ts';
import { NewPasswordField } from '#console/site/account-fields.tsx';
import { AccountFrame, TextLink } from '#console/site/account-frame.tsx';

export default function ResetPassword() {
  const navigate = useNavigate();
  const [search] = useSearchParams<{ token?: string }>();
  async function submit({ password = '' }: Readonly<Record<string, string>>): Promise<void> {
    await resetPassword({ token: search.token ?? '', password });
    navigate('/login', { replace: true });
  }
  return (
    <AccountFrame
      title="Set a new password"
      hint="It ends every session of the account."
      below={<TextLink href="/forgot-password">Ask for another link</TextLink>}
    >
      <Show
        when={search.token}
        fallback={
          <p class="text-soft">This page is opened by the link of a mail, and this address is not all of it.</p>
        }
      >
        <Form submit="Set the password" onSubmit={submit}>
          <NewPasswordField label="New password" name="password" />
        </Form>
      </Show>
    </AccountFrame>
  );
}
