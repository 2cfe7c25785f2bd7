import { z } from 'zod';
import { messageRoles } from '../domain/vocabulary.ts';
import { cursor, id, instantMs, published } from './base.ts';

/** The name of a conversation, as the program that leads it gave it. */
export const sessionId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/, 'A session id has 1 to 128 letters, digits, “.”, “_”, “:” or “-”.');

/** One message of a conversation. Names with an underscore are those of the table: programs depend on them. */
export const messageSchema = z.object({
  id,
  session_id: sessionId,
  timestamp: instantMs,
  role: z.enum(messageRoles),
  content: z.string(),
  model: z.string().nullable(),
  tokens_used: z.number().int().nullable(),
  /** The calls of tools that the message made, as the program wrote them. */
  tool_calls: z.array(z.unknown()).nullable(),
});
export type Message = z.infer<typeof messageSchema>;

export const newMessageSchema = z.object({
  role: z.enum(messageRoles),
  content: z.string().max(200_000),
  model: z.string().trim().min(1).max(200).nullable().default(null),
  tokens_used: z.number().int().min(0).max(1_000_000_000).nullable().default(null),
  tool_calls: z.array(z.unknown()).max(1000).nullable().default(null).describe('As the program wants them back.'),
});

/** A conversation as a whole, newest first in lists. */
export const conversationSchema = z.object({
  session_id: sessionId,
  first_at: instantMs,
  last_at: instantMs,
  messages: z.number().int(),
  tokens_used: z.number().int(),
  /** The beginning of its first message, on one line. */
  title: z.string(),
});
export type Conversation = z.infer<typeof conversationSchema>;

export const conversationsContract = {
  list: published('GET', '/memory/conversations', {
    scope: 'memory:read',
    tag: 'Memory',
    summary: 'List conversations, newest first',
  })
    .input(z.strictObject({ cursor: cursor.optional(), limit: z.number().int().min(1).max(200).default(10) }))
    .output(z.object({ items: z.array(conversationSchema), nextCursor: cursor.nullable() })),
  messages: published('GET', '/memory/conversations/{sessionId}', {
    scope: 'memory:read',
    tag: 'Memory',
    summary: 'The messages of a conversation, in order',
  })
    .input(
      z.strictObject({ sessionId, cursor: cursor.optional(), limit: z.number().int().min(1).max(1000).default(500) }),
    )
    .output(z.object({ items: z.array(messageSchema), nextCursor: cursor.nullable() })),
  save: published('POST', '/memory/conversations/{sessionId}', {
    scope: 'memory:write',
    tag: 'Memory',
    summary: 'Add a message to a conversation',
    successStatus: 201,
  })
    .input(newMessageSchema.extend({ sessionId }))
    .output(messageSchema),
  /** The same with the name in the body; without one a new conversation begins. */
  saveNew: published('POST', '/memory/conversations', {
    scope: 'memory:write',
    tag: 'Memory',
    summary: 'Add a message to a conversation, or begin one',
    successStatus: 201,
  })
    .input(
      newMessageSchema.extend({ session_id: sessionId.optional().describe('Without it a new conversation begins.') }),
    )
    .output(messageSchema),
};
