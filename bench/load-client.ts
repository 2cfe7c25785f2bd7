/**
 * Started by the load bench as a process of its own: many clients, each with one connection that it keeps, each asking
 * again as soon as it is answered. A job comes as a message, what became of it goes back as one.
 */
import { Agent, request } from 'node:http';

/** What one client asks for, in the order of a round. A quarter of it writes. */
export const mixedRound = [
  ...['page', 'save event', 'page', 'capture', 'events', 'page', 'preference', 'page', 'capture', 'save event'],
  ...['page', 'events', 'page', 'message', 'page', 'days', 'events', 'page', 'save event', 'capture'],
] as const;
export type Kind = (typeof mixedRound)[number];

export interface LoadJob {
  readonly origin: string;
  readonly token: string;
  readonly clients: number;
  readonly seconds: number;
  readonly round: readonly Kind[];
  /** Lists of captures to ask for, one after the other; without any, each client follows the cursors it is given. */
  readonly pages: readonly string[];
  readonly captureIds: readonly string[];
}

export interface LoadResult {
  readonly seconds: number;
  /** Of this process. */
  readonly cpuMs: number;
  readonly milliseconds: Readonly<Partial<Record<Kind, readonly number[]>>>;
  /** Answers with another status than they should have, by kind and status. */
  readonly refused: Readonly<Record<string, number>>;
  /** What the server said that it has written. */
  readonly saved: {
    readonly events: readonly string[];
    readonly messages: readonly string[];
    /** The last acknowledged value of each key. */
    readonly preferences: Readonly<Record<string, number>>;
  };
}

const firstPage = '/api/captures?limit=50';
const pagesInARow = 20;

process.on('message', (job: LoadJob) => {
  run(job).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run(job: LoadJob): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: job.clients });
  const { hostname, port } = new URL(job.origin);
  const milliseconds: Partial<Record<Kind, number[]>> = {};
  const refused: Record<string, number> = {};
  const events: string[] = [];
  const messages: string[] = [];
  const preferences: Record<string, number> = {};

  const ask = (
    kind: Kind,
    method: string,
    path: string,
    expected: number,
    body?: unknown,
  ): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const start = performance.now();
      const headers = {
        authorization: `Bearer ${job.token}`,
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      };
      const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const times = milliseconds[kind] ?? [];
          milliseconds[kind] = times;
          times.push(performance.now() - start);
          if (response.statusCode === expected) return resolve(Buffer.concat(chunks).toString('utf8'));
          const name = `${kind}: ${response.statusCode}`;
          refused[name] = (refused[name] ?? 0) + 1;
          resolve(undefined);
        });
      });
      sent.on('error', reject);
      sent.end(text);
    });

  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  const until = begun + job.seconds * 1000;
  const client = async (number: number): Promise<void> => {
    let page = firstPage;
    let pages = number;
    let count = 0;
    const nextPage = (answer: string | undefined): string => {
      // The end of the answer holds it; reading all of it would cost as much here as writing it did there.
      const cursor = /"nextCursor":"([\w-]+)"\}$/.exec(answer?.slice(-300) ?? '')?.[1];
      return cursor === undefined || pages % pagesInARow === 0 ? firstPage : `${firstPage}&cursor=${cursor}`;
    };
    for (let turn = number; performance.now() < until; turn += 1) {
      const kind = job.round[turn % job.round.length] ?? 'page';
      count += 1;
      if (kind === 'page') {
        const fixed = job.pages[pages % job.pages.length];
        const answer = await ask(kind, 'GET', fixed ?? page, 200);
        pages += 1;
        if (fixed === undefined) page = nextPage(answer);
      } else if (kind === 'capture') {
        await ask(kind, 'GET', `/api/captures/${job.captureIds[turn % job.captureIds.length]}`, 200);
      } else if (kind === 'days') await ask(kind, 'GET', '/api/days', 200);
      else if (kind === 'events') await ask(kind, 'GET', '/api/memory/events', 200);
      else if (kind === 'save event') {
        const summary = `Client ${number} was here for the ${count}th time`;
        const answer = await ask(kind, 'POST', '/api/memory/events', 201, {
          type: 'status',
          summary,
          details: { count },
        });
        if (answer !== undefined) events.push((JSON.parse(answer) as { id: string }).id);
      } else if (kind === 'message') {
        const message = { role: 'user', content: `This is said for the ${count}th time.` };
        const answer = await ask(kind, 'POST', `/api/memory/conversations/client-${number}`, 201, message);
        if (answer !== undefined) messages.push((JSON.parse(answer) as { id: string }).id);
      } else {
        const key = `bench.client${number}`;
        const answer = await ask(kind, 'PUT', `/api/memory/preferences/${key}`, 200, { value: count });
        if (answer !== undefined) preferences[(JSON.parse(answer) as { key: string }).key] = count;
      }
    }
  };
  await Promise.all(Array.from({ length: job.clients }, (_, number) => client(number)));
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  agent.destroy();
  return { seconds, cpuMs: (user + system) / 1000, milliseconds, refused, saved: { events, messages, preferences } };
}
