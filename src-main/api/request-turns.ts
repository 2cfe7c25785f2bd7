/** A list page takes well under a millisecond of a free processor, so that a turn stays below a hundredth of a second. */
const requestsPerTurn = 8;

/**
 * Lets a few requests begin in each turn of the event loop, the rest in the next ones, first come first served. Many
 * programs that ask at once would else make each turn so long that a picture, which takes many turns, is not done in
 * time. As many are answered a second as without it.
 */
export class RequestTurns {
  #begun = 0;
  readonly #waiting: (() => void)[] = [];

  /** Resolves when a request may begin. */
  async next(): Promise<void> {
    if (this.#begun === 0) setImmediate(() => this.#beginTurn());
    if (this.#begun < requestsPerTurn) {
      this.#begun += 1;
      return;
    }
    await new Promise<void>((begin) => this.#waiting.push(begin));
  }

  #beginTurn(): void {
    const next = this.#waiting.splice(0, requestsPerTurn);
    this.#begun = next.length;
    if (next.length > 0) setImmediate(() => this.#beginTurn());
    for (const begin of next) begin();
  }
}
