import type { Conversation, Message } from '../../../src-shared/contract/conversations.ts';
import type { Snapshot } from '../../../src-shared/contract/snapshots.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { tellMore } from './output.ts';
import { table } from './table.ts';
import { withClient } from './with-client.ts';
import { bytesText, countText, hereText } from './words.ts';

const dayMs = 24 * 60 * 60_000;

interface PageOptions {
  readonly limit?: number;
  readonly cursor?: string;
}

/** `afterimage snapshots [--since T] [--latest]` */
export function runSnapshots(
  context: CommandContext,
  options: PageOptions & { since?: number; latest?: boolean },
): Promise<number> {
  const { latest, since = Date.now() - dayMs, ...page } = options;
  if (latest && (options.since ?? options.limit ?? options.cursor) !== undefined) {
    throw new AppError('BAD_INPUT', 'Give --latest alone: there is only one.');
  }
  const { output } = context;
  return withClient(context, async ({ memory }) => {
    if (latest) {
      const snapshot = await memory.snapshots.latest();
      output.document(snapshot);
      output.print(snapshotTable([snapshot]));
      return exitCodes.done;
    }
    const found = await memory.snapshots.list({ since, ...page });
    output.document(found);
    output.print(found.items.length === 0 ? 'No snapshots.' : snapshotTable(found.items));
    tellMore(output, found.nextCursor);
    return exitCodes.done;
  });
}

function snapshotTable(snapshots: readonly Snapshot[]): string {
  return table(
    ['At', 'Capture', 'Displays', 'Captures', 'Pictures', 'Trash', 'Database', 'Free', 'Queue', 'Health'],
    snapshots.map(({ timestamp, snapshot: { capture, displays, storage, queue, health } }) => [
      hereText(timestamp),
      capture.state,
      String(displays.filter((each) => each.connected).length),
      String(storage.captures),
      bytesText(storage.bytes),
      bytesText(storage.trashBytes),
      bytesText(storage.databaseBytes),
      storage.freeBytes === null ? '–' : bytesText(storage.freeBytes),
      `${queue.running} running, ${queue.pending} waiting, ${queue.failed} failed`,
      health.message,
    ]),
  );
}

/** `afterimage conversations [SESSION]` */
export function runConversations(
  context: CommandContext,
  options: PageOptions,
  [sessionId]: readonly string[],
): Promise<number> {
  const { output } = context;
  return withClient(context, async ({ memory }) => {
    if (sessionId === undefined) {
      const page = await memory.conversations.list(options);
      output.document(page);
      output.print(page.items.length === 0 ? 'No conversations.' : conversationTable(page.items));
      tellMore(output, page.nextCursor);
      return exitCodes.done;
    }
    const page = await memory.conversations.messages({ sessionId, ...options });
    output.document(page);
    output.print(page.items.map(messageText).join('\n\n'));
    tellMore(output, page.nextCursor);
    return exitCodes.done;
  });
}

function conversationTable(conversations: readonly Conversation[]): string {
  return table(
    ['Last', 'Messages', 'Tokens', 'Session', 'Begins with'],
    conversations.map((each) => [
      hereText(each.last_at),
      String(each.messages),
      String(each.tokens_used),
      each.session_id,
      each.title,
    ]),
  );
}

/** What was said is indented, so that it cannot pass for the line that says who said it. */
function messageText({ timestamp, role, model, content, tool_calls: calls }: Message): string {
  const who = model === null ? role : `${role} (${model})`;
  const lines = content === '' ? [] : content.split(/\r\n|[\r\n]/).map((line) => `  ${line}`);
  if (calls && calls.length > 0) lines.push(`  [${countText(calls.length, 'tool call')}; see --json]`);
  return [`${hereText(timestamp)}  ${who}`, ...lines].join('\n');
}
