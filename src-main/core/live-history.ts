import { randomBytes } from 'node:crypto';
import type { LiveMessage } from '../../src-shared/contract/live.ts';

export interface LiveHistoryLimits {
  readonly messages: number;
  /** Of all kept messages together, written as JSON: one event may be as large as what a program sent. */
  readonly characters: number;
}

const usualLimits: LiveHistoryLimits = { messages: 2000, characters: 4_000_000 };

/**
 * The newest messages of this run, numbered from 1. Every reader has a place in it instead of a queue of its own: one
 * that is slow, or was away for a while, reads on from there, and costs nothing meanwhile.
 */
export class LiveHistory {
  readonly #run = randomBytes(9).toString('base64url');
  readonly #limits: LiveHistoryLimits;
  readonly #kept = new Map<number, { message: LiveMessage; characters: number }>();
  #newest = 0;
  #characters = 0;

  constructor(limits = usualLimits) {
    this.#limits = limits;
  }

  /** The number of the newest message; 0 before the first. */
  get newest(): number {
    return this.#newest;
  }

  add(message: LiveMessage): void {
    this.#newest += 1;
    const characters = JSON.stringify(message).length;
    this.#kept.set(this.#newest, { message, characters });
    this.#characters += characters;
    for (const [number, oldest] of this.#kept) {
      if (this.#kept.size <= this.#limits.messages && this.#characters <= this.#limits.characters) return;
      this.#kept.delete(number);
      this.#characters -= oldest.characters;
    }
  }

  /** Undefined for one that is not kept any more, or not there yet. */
  at(number: number): LiveMessage | undefined {
    return this.#kept.get(number)?.message;
  }

  /** What a reader gives back later to read on after this message. */
  idOf(number: number): string {
    return `${this.#run}.${number}`;
  }

  /** The number behind an id; undefined for one of another run, or that was never given out. */
  numberOf(id: string): number | undefined {
    const number = Number(id.slice(id.lastIndexOf('.') + 1));
    return Number.isSafeInteger(number) && number <= this.#newest && id === this.idOf(number) ? number : undefined;
  }

  /** Whether everything after this message is still there. */
  reachesBackTo(number: number): boolean {
    return number === this.#newest || this.#kept.has(number + 1);
  }
}
