import { createSignal, Show } from 'solid-js';
import { Form } from '#console/components/form.tsx';
import { askForReset } from '#console/queries/account.ts';
import { EmailField } from '#console/site/account-fields.tsx';
import { AccountFrame, TextLink } from '#console/site/account-frame.tsx';

export default function ForgotPassword() {
  const [sentTo, setSentTo] = createSignal<string>();
  async function submit({ email = '' }: Readonly<Record<string, string>>): Promise<void> {
    await askForReset({ email });
    setSentTo(email);
  }
  return (
    <AccountFrame
      title="Forgot the password"
      hint="We send a link by which you set a new one. It works once."
      below={<TextLink href="/login">Back to the login</TextLink>}
    >
      <Show
        when={sentTo()}
        fallback={
          <Form submit="Send the link" onSubmit={submit}>
            <EmailField />
          </Form>
        }
      >
        {(email) => (
          <p role="status" class="rounded-md bg-pine-soft px-4 py-3 text-pine">
            If there is an account of {email()}, its link is on the way.
          </p>
        )}
      </Show>
    </AccountFrame>
  );
}
