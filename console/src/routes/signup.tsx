import { useNavigate } from '@solidjs/router';
import { Form } from '#console/components/form.tsx';
import { signUp } from '#console/queries/account.ts';
import { signIn } from '#console/session/session.ts';
import { EmailField, NewPasswordField } from '#console/site/account-fields.tsx';
import { AccountFrame, TextLink } from '#console/site/account-frame.tsx';

export default function SignUp() {
  const navigate = useNavigate();
  async function submit({ email = '', password = '' }: Readonly<Record<string, string>>): Promise<void> {
    const { data } = await signUp({ email, password });
    signIn(data);
    navigate('/dashboard', { replace: true });
  }
  return (
    <AccountFrame
      title="Sign up"
      hint="From here to the first recommendation of your own catalog it takes a few minutes."
      below={
        <>
          You have an account? <TextLink href="/login">Log in</TextLink>
        </>
      }
    >
      <Form submit="Create the account" onSubmit={submit}>
        <EmailField />
        <NewPasswordField label="Password" name="password" />
      </Form>
    </AccountFrame>
  );
}
