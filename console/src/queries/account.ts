import { type Answer, askAsNobody } from '#console/http/ask.ts';
import type { LoginBody, Session, SignupBody } from '#schemas/http/auth.ts';

export const login = (body: LoginBody): Promise<Answer<Session>> => askAsNobody('POST', '/api/v1/auth/login', { body });

export const signUp = (body: SignupBody): Promise<Answer<Session>> =>
  askAsNobody('POST', '/api/v1/auth/signup', { body });
