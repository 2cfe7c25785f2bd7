/**
 * What another program does with Afterimage: it finds the one that runs, writes an event, looks at the newest capture
 * and its picture, and follows what happens. Run it with a token: `AFTERIMAGE_TOKEN=aft_… node docs/examples/client.ts`.
 */
import { AfterimageError, createAfterimageClient, discover } from 'afterimage/client';

const [running] = await discover();
if (!running) {
  console.error('No Afterimage runs, or its API is not switched on.');
  process.exit(1);
}
console.log(`Found Afterimage ${running.version}.`);

const afterimage = createAfterimageClient({ address: running.origin, token: process.env.AFTERIMAGE_TOKEN ?? '' });

const event = await afterimage.memory.events.save({ type: 'action', summary: 'The example ran.' });
console.log(`Wrote “${event.summary}” at ${new Date(event.timestamp).toISOString()}.`);

const { items } = await afterimage.captures.list({ limit: 1 });
for (const capture of items) {
  const picture = await afterimage.picture(capture.id);
  console.log(
    `The newest picture is ${capture.width} × ${capture.height}: ${picture.bytes.length} bytes, ${picture.type}.`,
  );
}

try {
  await afterimage.captures.get({ id: '00000000-0000-7000-8000-000000000000' });
} catch (error) {
  if (!(error instanceof AfterimageError)) throw error;
  console.log(`As expected: ${error.code}, ${error.message}`);
}

// Until the first event comes. The stream would go on for as long as it is read, also when Afterimage starts anew.
for await (const { message } of afterimage.stream()) {
  console.log(`Told: ${message.type}`);
  if (message.type === 'hello')
    await afterimage.memory.events.save({ type: 'action', summary: 'The example follows.' });
  if (message.type === 'event-added') break;
}
