import type { Static } from 'typebox';
import { type Answer, ask, askAsNobody } from '#console/http/ask.ts';
import type {
  AdminUser,
  Done,
  ForgotPasswordBody,
  LoginBody,
  ResetPasswordBody,
  Session,
  SignupBody,
  UpdateMeBody,
} from '#schemas/http/auth.ts';

export const login = (body: LoginBody): Promise<Answer<Session>> => askAsNobody('POST', '/api/v1/auth/login', { body });

export const signUp = (body: SignupBody): Promise<Answer<Session>> =>
  askAsNobody('POST', '/api/v1/auth/signup', { body });

/** Answers the same whether there is such an account or not. */
export const askForReset = (body: ForgotPasswordBody): Promise<Answer<Static<typeof Done>>> =>
  askAsNobody('POST', '/api/v1/auth/forgot-password', { body });

export const resetPassword = (body: ResetPasswordBody): Promise<Answer<Static<typeof Done>>> =>
  askAsNobody('POST', '/api/v1/auth/reset-password', { body });

/** Ends every other session. */
export const changePassword = (body: UpdateMeBody): Promise<Answer<AdminUser>> =>
  ask('PATCH', '/api/v1/auth/me', { body });
