import { useNavigate } from '@solidjs/router';
import { Field } from '#console/components/field.tsx';
import { Form } from '#console/components/form.tsx';
import { signUp } from '#console/queries/account.ts';
import { signIn } from '#console/session/session.ts';
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
        <Field label="E-mail" name="email" type="email" autocomplete="username" required />
        <Field
          label="Password"
          name="password"
          type="password"
          autocomplete="new-password"
          hint="8 to 72 bytes: letters of plain English are one byte each."
          required
        />
      </Form>
    </AccountFrame>
  );
}
