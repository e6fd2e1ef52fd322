import Type, { type Static } from 'typebox';
import { closed, nullable, Time, Uuid } from './fields.ts';

/** Bytes of a password in UTF-8: bcrypt reads no more than 72. */
const minPasswordBytes = 8;
export const maxPasswordBytes = 72;
/** Longest address that SMTP can carry. */
const maxEmailLength = 254;

const Email = Type.String({
  format: 'email',
  maxLength: maxEmailLength,
  description: 'An e-mail address.',
  examples: ['ada@example.com'],
});

/** Of a new account, which a mistyped address would lose: mail reaches no domain without a dot, though a URL may have one. Whoever has an account logs in by the address that it has. */
const NewEmail = Type.Refine(
  Email,
  (email) => !/@[^@.[\s]+$/.test(email),
  () => 'must end in a domain with a dot, as in ada@example.com',
);

const NewPassword = Type.Refine(
  Type.String({
    description: `${minPasswordBytes} to ${maxPasswordBytes} bytes.`,
    examples: ['correct horse battery'],
  }),
  (password) => {
    const sizeBytes = Buffer.byteLength(password);
    return sizeBytes >= minPasswordBytes && sizeBytes <= maxPasswordBytes;
  },
  () => `must have ${minPasswordBytes} to ${maxPasswordBytes} bytes`,
);

/** A password to be checked: any text up to the limit, so that a wrong one is a 401 and not a 400. */
const GivenPassword = Type.String({
  minLength: 1,
  maxLength: 1024,
  description: 'The password.',
  examples: ['correct horse battery'],
});

export const SignupBody = closed({ email: NewEmail, password: NewPassword }, { description: 'A new account.' });
export type SignupBody = Static<typeof SignupBody>;

export const LoginBody = closed(
  { email: Email, password: GivenPassword },
  { description: 'An account and its password.' },
);
export type LoginBody = Static<typeof LoginBody>;

export const AdminUser = closed({
  id: Uuid,
  email: Email,
  role: Type.Union([Type.Literal('admin'), Type.Literal('super_admin')]),
  createdAt: Time,
});
export type AdminUser = Static<typeof AdminUser>;

/** Answer of sign-up, login and refresh; the refresh token travels in an HttpOnly cookie. */
export const Session = closed({
  user: AdminUser,
  accessToken: Type.String({
    description: 'A JWT for `Authorization: Bearer`; lives an hour if nothing else is set.',
  }),
  token: Type.String({ description: 'The same as accessToken, for callers of the first specification.' }),
});
export type Session = Static<typeof Session>;

/** A session of an admin: one login, on one device. */
export const SessionView = closed({
  id: Uuid,
  isCurrent: Type.Boolean({ description: 'Whether it is the session of the access token that asks.' }),
  address: nullable(Type.String({ description: 'From where it was last renewed.', examples: ['203.0.113.7'] })),
  userAgent: nullable(Type.String({ description: 'What the browser calls itself.', examples: ['Mozilla/5.0 …'] })),
  startedAt: Time,
  lastUsedAt: Type.String({
    format: 'date-time',
    description: 'When it was last renewed: each time that an access token runs out while it is in use.',
    examples: ['2026-03-01T12:00:00.000Z'],
  }),
});
export type SessionView = Static<typeof SessionView>;
export const SessionList = Type.Array(SessionView);
export const SessionParams = closed({ sessionId: Uuid });
export const EndedSessions = closed({ ended: Type.Integer({ minimum: 0, description: 'How many there were.' }) });
export type EndedSessions = Static<typeof EndedSessions>;

export const UpdateMeBody = closed(
  { currentPassword: GivenPassword, newPassword: NewPassword },
  { description: 'Changes the password and signs out every other session.' },
);
export type UpdateMeBody = Static<typeof UpdateMeBody>;

export const ForgotPasswordBody = closed({ email: Email });
export type ForgotPasswordBody = Static<typeof ForgotPasswordBody>;

export const ResetPasswordBody = closed({
  token: Type.String({
    minLength: 1,
    maxLength: 512,
    description: 'The token of the e-mail; works once, for an hour if nothing else is set.',
  }),
  password: NewPassword,
});
export type ResetPasswordBody = Static<typeof ResetPasswordBody>;

/** The answer of a request that returns no data. */
export const Done = closed({ done: Type.Literal(true) });
