import { runSendersPython } from '#testing/python.ts';
import type { SendDay } from './send-day.ts';

/** It waits until all is sent before it shuts down: a wait for the server that a shutdown cuts short puts its batch back into the queue. */
const script = `
import json, sys
from segment.analytics.client import Client
given = json.load(sys.stdin)
errors = []
client = Client(given['key'], host=given['host'], on_error=lambda error, _: errors.append(str(error)))
for act in given['acts']:
    if act['kind'] == 'track':
        client.track(act['shopper'], act['event'], act['properties'])
    elif act['kind'] == 'identify':
        client.identify(act['shopper'], {'plan': 'gold'})
    else:
        client.page(act['shopper'], name='Home')
client.flush()
client.shutdown()
print(json.dumps(errors))
`;

/** By `segment-analytics-python`, with its own settings of everything but host and key. */
export const sendBySegmentPython: SendDay = async (host, key, acts) =>
  JSON.parse(await runSendersPython(script, JSON.stringify({ host, key, acts }))) as unknown[];
