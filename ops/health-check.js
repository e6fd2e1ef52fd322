// Ends with 0 if the process in this container answers at /health, else with 1. It is small, since it runs every 10 seconds.
import { get } from 'node:http';

const timeoutMs = 2_500;

process.exitCode = 1;
// The console alone is given a port of its own.
const port = process.env.RECOMENGINE_CONSOLE_PORT ?? process.env.RECOMENGINE_PORT;
get({ host: '127.0.0.1', port, path: '/health', agent: false, timeout: timeoutMs })
  .on('response', (response) => {
    response.resume();
    process.exitCode = response.statusCode === 200 ? 0 : 1;
  })
  .on('timeout', function giveUp() {
    this.destroy();
  })
  .on('error', (error) => console.error(error.message));
