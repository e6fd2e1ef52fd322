import type { SMTPTransportOptions } from 'nodemailer';

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Returns how to connect to a mail server, by its URL: `smtps://` uses TLS from the first byte, `smtp://` must switch to TLS by STARTTLS
 * before a password or a mail is sent. Loopback may stay plain, and so may a URL with `?requireTLS=false` (a relay on a private network).
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
