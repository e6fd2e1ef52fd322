const texts: Readonly<Record<string, string>> = {
  'admin.signed_up': 'The account was made',
  'admin.logged_in': 'Signed in',
  'admin.login_failed': 'A sign-in failed: the password was wrong',
  'admin.password_changed': 'The password was changed, and every other session ended',
  'admin.password_reset': 'The password was set anew by mail, and every session ended',
  'admin.session_ended': 'A session was ended',
  'admin.other_sessions_ended': 'All other sessions were ended',
};

/** The acts that have words, for a test that compares them with what is recorded. */
export const accountActs: readonly string[] = Object.keys(texts);

/** Says what was done to an account; an act that is not known here by its name. */
export const accountActText = (action: string): string => texts[action] ?? action;
