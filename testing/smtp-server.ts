import { createServer, type Socket } from 'node:net';

export type ReceivedMail = { from: string; to: string[]; data: string; user: string | null };

/** A mail server on loopback that speaks as much of SMTP (RFC 5321, AUTH PLAIN) as a client needs, and keeps what it takes. */
export type SmtpServer = {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** Commands in the order they came, of all connections. */
  readonly commands: readonly string[];
  /** Answers the next `times` commands that begin with `command` with this reply instead; `hang` answers nothing and cuts the connection. */
  refuse(command: string, reply: string | 'hang', times: number): void;
  close(): Promise<void>;
};

type Refusal = { command: string; reply: string; times: number };

export async function openSmtpServer(): Promise<SmtpServer> {
  const mails: ReceivedMail[] = [];
  const commands: string[] = [];
  const refusals: Refusal[] = [];
  const sockets = new Set<Socket>();

  const refusalOf = (line: string): string | null => {
    const found = refusals.find(({ command, times }) => times > 0 && line.toUpperCase().startsWith(command));
    if (found === undefined) return null;
    found.times -= 1;
    return found.reply;
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    const say = (reply: string) => socket.write(`${reply}\r\n`);
    let buffered = '';
    let user: string | null = null;
    let mail: ReceivedMail = { from: '', to: [], data: '', user };
    let isData = false;

    const obey = (line: string) => {
      commands.push(line);
      const refusal = refusalOf(line);
      if (refusal === 'hang') return socket.destroy();
      if (refusal !== null) return say(refusal);
      const verb = line.split(' ')[0]?.toUpperCase();
      const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
      if (verb === 'EHLO') return say('250-mail.example\r\n250-AUTH PLAIN\r\n250 8BITMIME');
      if (verb === 'AUTH') {
        user = Buffer.from(line.split(' ')[2] ?? '', 'base64')
          .toString()
          .split('\0')
          .slice(1)
          .join(':');
        return say('235 ok');
      }
      if (verb === 'MAIL') mail = { from: address, to: [], data: '', user };
      if (verb === 'RCPT') mail.to.push(address);
      if (verb === 'DATA') {
        isData = true;
        return say('354 go on');
      }
      if (verb === 'QUIT') return socket.end('221 bye\r\n');
      return say(verb === 'MAIL' || verb === 'RCPT' || verb === 'RSET' ? '250 ok' : '502 not known here');
    };

    say('220 mail.example ESMTP');
    socket.on('data', (chunk) => {
      buffered += chunk.toString();
      for (let end = buffered.indexOf('\r\n'); end >= 0; end = buffered.indexOf('\r\n')) {
        const line = buffered.slice(0, end);
        buffered = buffered.slice(end + 2);
        if (!isData) obey(line);
        else if (line === '.') {
          isData = false;
          mails.push(mail);
          say('250 taken');
        } else mail.data += `${line.replace(/^\.\./, '.')}\n`;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    commands,
    refuse: (command, reply, times) => void refusals.push({ command, reply, times }),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
