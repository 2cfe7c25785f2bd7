import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { DuplicateGroup, DuplicateMember } from '../../../src-shared/contract/duplicates.ts';
import type { DecisionBatch } from '../../../src-shared/contract/review.ts';
import type { ReviewSource } from './review-session.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');

/** An id that reads as its name in a failed test, and is as long as a real one. */
export function idOf(name: string): string {
  return name.padEnd(36, '-');
}

/** A capture for tests. */
export function aCapture(name: string, rest: Partial<Capture> = {}): Capture {
  const id = idOf(name);
  return {
    id,
    groupId: idOf('tick'),
    origin: 'screen',
    filepath: `captures/2026/11/22/${id}.jpg`,
    originalFilename: null,
    originalPath: null,
    capturedAt: noon,
    utcOffsetMinutes: 0,
    localDay: '2026-11-22',
    endedAt: noon,
    timestampSource: 'capture',
    confidence: 'high',
    monitorIndex: 0,
    displayId: 'display-a',
    displayName: 'A',
    displayX: 0,
    displayY: 0,
    displayWidth: 1920,
    displayHeight: 1080,
    displayScale: 1,
    displayRotation: 0,
    width: 1920,
    height: 1080,
    fileSize: 1000,
    mimeType: 'image/jpeg',
    sha256: '0'.repeat(64),
    appName: null,
    windowTitle: null,
    reviewState: 'unreviewed',
    trashedAt: null,
    missingAt: null,
    createdAt: noon,
    updatedAt: noon,
    ...rest,
  };
}

function aMember(name: string, rest: Partial<DuplicateMember> = {}): DuplicateMember {
  return {
    capture: aCapture(name),
    tags: [],
    matchType: 'perceptual',
    similarity: 0.98,
    scrolledPixels: null,
    reason: 'Two lines changed.',
    pending: true,
    ...rest,
  };
}

/** A group for tests: its members are named `<id>0` (the suggested keeper), `<id>1`, … */
export function aGroup(id: string, members: number | readonly Partial<DuplicateMember>[] = 2): DuplicateGroup {
  const given = typeof members === 'number' ? Array.from({ length: members }, () => ({})) : members;
  const [reference = aMember(`${id}0`), ...others] = given.map((rest, index) => aMember(`${id}${index}`, rest));
  const all = [reference, ...others];
  const pendingCount = all.filter((member) => member.pending).length;
  return {
    id,
    kind: 'similar',
    threshold: 0.97,
    reference,
    keeperReason: 'It is the largest.',
    others,
    memberCount: all.length,
    pendingCount,
    bytes: 1000 * others.filter((member) => member.pending).length,
  };
}

interface FakeBatch {
  readonly id: string;
  readonly before: ReadonlyMap<string, 'pending' | 'kept' | 'discarded'>;
  undone: boolean;
}

/** A core in memory that pages, decides, undoes and refuses as the real one. */
export class FakeReviewSource implements ReviewSource {
  readonly states = new Map<string, 'pending' | 'kept' | 'discarded'>();
  readonly batches: FakeBatch[] = [];
  readonly calls: string[] = [];
  readonly #groups: DuplicateGroup[];
  #failures: Error[] = [];
  #gate: Promise<void> = Promise.resolve();

  constructor(groups: readonly DuplicateGroup[]) {
    this.#groups = [...groups];
    for (const { capture, pending } of groups.flatMap((group) => [group.reference, ...group.others])) {
      this.states.set(capture.id, pending ? 'pending' : 'kept');
    }
  }

  /** Lets the next decision or undo fail with this. */
  failNext(error: Error): void {
    this.#failures.push(error);
  }

  /** Holds back every answer until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return resolve;
  }

  add(group: DuplicateGroup): void {
    this.#groups.push(group);
    for (const { capture } of [group.reference, ...group.others]) this.states.set(capture.id, 'pending');
  }

  async groups(_view: unknown, page: { cursor: string | undefined; limit: number }) {
    await this.#gate;
    const start = page.cursor === undefined ? 0 : Number(page.cursor);
    const items: DuplicateGroup[] = [];
    let at = start;
    for (; at < this.#groups.length && items.length < page.limit; at += 1) {
      const group = this.#now(this.#groups[at] as DuplicateGroup);
      if (group.pendingCount > 0) items.push(group);
    }
    return { items, nextCursor: at < this.#groups.length ? String(at) : null };
  }

  async group(id: string): Promise<DuplicateGroup> {
    await this.#gate;
    this.calls.push(`group ${id}`);
    const found = this.#groups.find((group) => group.id === id);
    if (!found) throw Object.assign(new Error('There is no such group.'), { code: 'NOT_FOUND' });
    return this.#now(found);
  }

  async decide(
    decisions: readonly { captureId: string; verdict: 'keep_duplicate' | 'discard_duplicate' }[],
  ): Promise<DecisionBatch> {
    await this.#gate;
    this.#fail();
    const before = new Map(decisions.map(({ captureId }) => [captureId, this.states.get(captureId) ?? 'pending']));
    for (const { captureId, verdict } of decisions) {
      this.states.set(captureId, verdict === 'keep_duplicate' ? 'kept' : 'discarded');
    }
    const batch: FakeBatch = { id: `batch ${this.batches.length}`, before, undone: false };
    this.batches.push(batch);
    this.calls.push(`decide ${decisions.length}`);
    return this.#batchOf(batch);
  }

  /** As the real one: also the members that were never sent. */
  async decideGroup(_view: unknown, groupId: string, action: 'keep_all' | 'discard_others', keepId: string) {
    const group = await this.group(groupId);
    const pending = [group.reference, ...group.others].filter((member) => member.pending);
    const batch = await this.decide(
      pending.map(({ capture: { id } }) => ({
        captureId: id,
        verdict: action === 'keep_all' || id === keepId ? 'keep_duplicate' : 'discard_duplicate',
      })),
    );
    this.calls.push(`decideGroup ${groupId} ${action}`);
    return batch;
  }

  async undo(batchId: string | undefined): Promise<DecisionBatch> {
    await this.#gate;
    this.#fail();
    const batch = this.batches.findLast((each) => !each.undone && (batchId === undefined || each.id === batchId));
    if (!batch) throw Object.assign(new Error('There is nothing to undo.'), { code: 'CONFLICT' });
    batch.undone = true;
    for (const [captureId, state] of batch.before) this.states.set(captureId, state);
    this.calls.push(`undo ${batch.id}`);
    return this.#batchOf(batch);
  }

  #fail(): void {
    const error = this.#failures.shift();
    if (error) throw error;
  }

  #batchOf({ id, before, undone }: FakeBatch): DecisionBatch {
    return {
      id,
      summary: `Decided ${before.size}`,
      decisions: before.size,
      bytes: 1000,
      decidedAt: noon,
      undoneAt: undone ? noon : null,
    };
  }

  #now(group: DuplicateGroup): DuplicateGroup {
    const member = (each: DuplicateMember): DuplicateMember => {
      const state = this.states.get(each.capture.id) ?? 'pending';
      const trashedAt = state === 'discarded' ? noon : null;
      return { ...each, pending: state === 'pending', capture: { ...each.capture, trashedAt } };
    };
    // What is in the trash is in no group, and the next one is suggested in its place.
    const shown = [group.reference, ...group.others].map(member).filter(({ capture }) => capture.trashedAt === null);
    const [reference = member(group.reference), ...others] = shown;
    return {
      ...group,
      reference,
      others,
      memberCount: 1 + others.length,
      pendingCount: [reference, ...others].filter((each) => each.pending).length,
    };
  }
}
