import { randomUUID } from 'node:crypto';
import type { Conversation, Message } from '../../../src-shared/contract/conversations.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ConversationRepository, Page } from '../../ports/memory-repository.ts';

/** What was said, in conversations that programs name. Appended only. */
export class ConversationStore {
  readonly #conversations: ConversationRepository;
  readonly #clock: Clock;

  constructor(conversations: ConversationRepository, clock: Clock) {
    this.#conversations = conversations;
    this.#clock = clock;
  }

  /** Without a session a new one begins, named by us. */
  saveMessage(
    message: Omit<Message, 'id' | 'timestamp' | 'session_id'> & { session_id?: string | undefined },
  ): Promise<Message> {
    return this.#conversations.saveMessage({
      ...message,
      session_id: message.session_id ?? randomUUID(),
      timestamp: this.#clock.now(),
    });
  }

  /** In order. Throws `NOT_FOUND` where no message has that session. */
  async getSessionMessages(
    sessionId: string,
    query: { cursor?: string; limit: number } = { limit: 500 },
  ): Promise<Page<Message>> {
    const page = await this.#conversations.getSessionMessages(sessionId, query);
    if (page.items.length === 0 && query.cursor === undefined) {
      throw new AppError('NOT_FOUND', 'There is no such conversation.', { details: { sessionId } });
    }
    return page;
  }

  /** Newest first. */
  getRecentSessions(limit = 10, cursor?: string): Promise<Page<Conversation>> {
    return this.#conversations.getRecentSessions({ limit, ...(cursor === undefined ? {} : { cursor }) });
  }
}
