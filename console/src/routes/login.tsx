import { useNavigate, useSearchParams } from '@solidjs/router';
import { Field } from '#console/components/field.tsx';
import { Form } from '#console/components/form.tsx';
import { login } from '#console/queries/account.ts';
import { pageAfterLogin } from '#console/session/login-path.ts';
import { session, signIn } from '#console/session/session.ts';
import { EmailField } from '#console/site/account-fields.tsx';
import { AccountFrame, TextLink } from '#console/site/account-frame.tsx';

export default function Login() {
  const navigate = useNavigate();
  const [search] = useSearchParams<{ next?: string }>();
  async function submit({ email = '', password = '' }: Readonly<Record<string, string>>): Promise<void> {
    const { data } = await login({ email, password });
    signIn(data);
    navigate(pageAfterLogin(search.next), { replace: true });
  }
  return (
    <AccountFrame
      title="Log in"
      hint={
        // Known to be nobody: the dashboard has led here.
        session() === null && search.next !== undefined
          ? 'You are logged out. The login leads back to where you were: what you had typed there is kept, and not saved yet.'
          : 'To your tenants, their numbers and their rules.'
      }
      below={
        <>
          No account yet? <TextLink href="/signup">Sign up</TextLink>
        </>
      }
    >
      <Form submit="Log in" onSubmit={submit} aside={<TextLink href="/forgot-password">Forgot the password?</TextLink>}>
        <EmailField />
        <Field label="Password" name="password" type="password" autocomplete="current-password" required />
      </Form>
    </AccountFrame>
  );
}
