import type { Mail } from '../../mail/open-mailer.ts';

/** Returns the link to the console's page that takes a token and a new password. */
export function resetLink(consoleUrl: string, token: string): string {
  const link = new URL(consoleUrl);
  link.pathname = `${link.pathname.replace(/\/$/, '')}/reset-password`;
  link.searchParams.set('token', token);
  return link.toString();
}

/** Returns the mail for a forgotten password, as plain text, so that it loads nothing from other hosts. */
export function resetMail(to: string, link: string, minutes: number): Mail {
  return {
    to,
    subject: 'Set a new password for RecomEngine',
    text: `Hello,

somebody, most likely you, asked for a new password for the RecomEngine account
of this e-mail address. Open this link to set it:

${link}

The link works once, for ${lengthOf(minutes)}. If it was not you, do nothing: your
password stays as it is, and whoever asked has not learnt whether this account
exists.
`,
  };
}

function lengthOf(minutes: number): string {
  if (minutes % 60 !== 0) return `${minutes} minutes`;
  return minutes === 60 ? 'an hour' : `${minutes / 60} hours`;
}
