import { createSignal, Show } from 'solid-js';
import { AccountActs } from '#console/account/account-acts.tsx';
import { SessionList } from '#console/account/session-list.tsx';
import { Card } from '#console/components/card.tsx';
import { Field } from '#console/components/field.tsx';
import { Form } from '#console/components/form.tsx';
import { Page } from '#console/components/page.tsx';
import { say } from '#console/components/toasts.tsx';
import { changePassword } from '#console/queries/account.ts';
import { session } from '#console/session/session.ts';
import { NewPasswordField } from '#console/site/account-fields.tsx';
import { TextLink } from '#console/site/account-frame.tsx';

/** The admin's own account: profile, password, where it is signed in, and what was done to it. */
export default function AccountSettings() {
  // A form that was sent is made anew, with empty fields.
  const [round, setRound] = createSignal(1);
  async function submit({ currentPassword = '', newPassword = '' }: Readonly<Record<string, string>>): Promise<void> {
    await changePassword({ currentPassword, newPassword });
    say('The password is changed, and every other session has ended.');
    setRound((n) => n + 1);
  }
  return (
    <Page title="Your account">
      <Card title="Profile">
        <dl class="grid gap-x-8 gap-y-2 text-sm sm:grid-cols-[auto_1fr]">
          <dt class="text-soft">E-mail</dt>
          <dd>{session()?.user.email}</dd>
          <dt class="text-soft">Role</dt>
          <dd>{session()?.user.role}</dd>
          <dt class="text-soft">Since</dt>
          <dd>{session()?.user.createdAt.slice(0, 10)}</dd>
        </dl>
        <p class="mt-4 text-sm text-soft">
          To come: <TextLink href="/dashboard/settings/billing">billing</TextLink> and{' '}
          <TextLink href="/dashboard/settings/team">team</TextLink>.
        </p>
      </Card>
      <Card title="Password" hint="A new one ends every other session of yours, on every device.">
        <div class="max-w-sm">
          <Show when={round()} keyed>
            <Form submit="Change the password" onSubmit={submit}>
              <Field label="Current password" name="currentPassword" type="password" autocomplete="current-password" />
              <NewPasswordField label="New password" name="newPassword" />
            </Form>
          </Show>
        </div>
      </Card>
      <SessionList />
      <AccountActs />
    </Page>
  );
}
