import type { SMTPTransportOptions } from 'nodemailer';

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * How a mail server is spoken to, by its URL: `smtps://` is TLS from the first byte, `smtp://` has to become it by STARTTLS before a
 * password or a mail goes over it. Loopback may stay plain, and so may what says `?requireTLS=false` (a relay on a private network).
 */
export function smtpOptionsOf(text: string): SMTPTransportOptions {
  const { protocol, hostname, port, username, password, searchParams } = new URL(text);
  const secure = protocol === 'smtps:';
  const asked = searchParams.get('requireTLS');
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && (asked === null ? !loopback.test(hostname) : asked === 'true'),
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
  };
}
