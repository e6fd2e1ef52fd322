import type { Static } from 'typebox';
import { type Answer, ask, askAsNobody, askForNothing } from '#console/http/ask.ts';
import type { AuditEntry, AuditQuery } from '#schemas/http/audit.ts';
import type {
  AdminUser,
  Done,
  EndedSessions,
  ForgotPasswordBody,
  LoginBody,
  ResetPasswordBody,
  Session,
  SessionView,
  SignupBody,
  UpdateMeBody,
} from '#schemas/http/auth.ts';
import type { PageMeta } from '#schemas/http/paging.ts';

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

/** Where the admin is signed in. */
export const listSessions = (signal?: AbortSignal): Promise<Answer<SessionView[]>> =>
  ask('GET', '/api/v1/auth/sessions', { signal });

/** What was done to the account, the newest first. */
export const listAccountActs = (
  query: AuditQuery,
  signal?: AbortSignal,
): Promise<Answer<AuditEntry[], Static<typeof PageMeta>>> => ask('GET', '/api/v1/auth/audit', { query, signal });

export const endSession = (id: string): Promise<void> => askForNothing('DELETE', `/api/v1/auth/sessions/${id}`);

export const endOtherSessions = (): Promise<Answer<EndedSessions>> => ask('DELETE', '/api/v1/auth/sessions');
