import { IconStar } from '@tabler/icons-react';
import { memo, useEffect, useRef } from 'react';
import type { DuplicateMember } from '../../../src-shared/contract/duplicates.ts';
import { similarityText } from '../../../src-shared/domain/similarity.ts';
import { formatCount, formatTime } from '../../lib/format.ts';
import { thumbnailUrl } from '../../lib/media.ts';
import { pictureName } from '../../lib/picture-name.ts';
import { StateSign } from './pair-facts.tsx';
import { keepFocus } from './pressable.tsx';
import classes from './review.module.css';
import type { MemberState, ReviewGroup } from './review-group.ts';
import type { ReviewSession } from './review-session.ts';
import { stateWords } from './review-words.ts';

/** Members drawn on either side of the one on the screen; a group may have hundreds. */
const drawnAround = 8;

/** The members that are drawn: the reference, and those around the candidate. */
export function drawnMembers(group: ReviewGroup): {
  before: number;
  members: readonly DuplicateMember[];
  after: number;
} {
  const at = Math.max(
    0,
    group.members.findIndex((member) => member.capture.id === group.candidateId),
  );
  const from = Math.max(0, at - drawnAround);
  const to = Math.min(group.members.length, Math.max(at + drawnAround, 2 * drawnAround));
  return { before: from, members: group.members.slice(from, to), after: group.members.length - to };
}

/** All members of the group as small pictures, with where they stand. */
export const MemberStrip = memo(function MemberStrip({
  group,
  session,
}: {
  readonly group: ReviewGroup;
  readonly session: ReviewSession;
}) {
  const { before, members, after } = drawnMembers(group);
  const unsent = group.source.memberCount - group.members.length;
  const list = useRef<HTMLUListElement>(null);
  const { candidateId } = group;
  useEffect(() => {
    const row = list.current;
    const item = row?.querySelector<HTMLElement>(`[data-id="${candidateId}"]`);
    if (!row || !item) return;
    // Only the strip scrolls, never the page.
    const left = item.offsetLeft - (row.clientWidth - item.offsetWidth) / 2;
    row.scrollTo({ left, behavior: 'instant' });
  }, [candidateId]);
  return (
    <ul className={classes.strip} ref={list} aria-label="Pictures of the group">
      {before > 0 && <li className={classes.more}>{formatCount(before)} before</li>}
      {members.map((member) => (
        <li key={member.capture.id} data-id={member.capture.id}>
          <Thumb
            member={member}
            state={group.states[member.capture.id] ?? 'pending'}
            role={
              member.capture.id === group.referenceId
                ? 'reference'
                : member.capture.id === candidateId
                  ? 'candidate'
                  : 'other'
            }
            suggested={member.capture.id === group.source.reference.capture.id}
            session={session}
          />
        </li>
      ))}
      {after + unsent > 0 && <li className={classes.more}>{formatCount(after + unsent)} more</li>}
    </ul>
  );
});

const Thumb = memo(function Thumb({
  member,
  state,
  role,
  suggested,
  session,
}: {
  readonly member: DuplicateMember;
  readonly state: MemberState;
  readonly role: 'reference' | 'candidate' | 'other';
  readonly suggested: boolean;
  readonly session: ReviewSession;
}) {
  const { capture } = member;
  const words =
    role === 'reference'
      ? 'Reference'
      : suggested
        ? formatTime(capture.capturedAt, capture.utcOffsetMinutes)
        : similarityText(member.similarity);
  const suggestion = suggested ? 'suggested to keep, ' : '';
  return (
    <button
      type="button"
      className={classes.thumb}
      data-role={role}
      data-state={state}
      aria-current={role === 'candidate' ? 'true' : undefined}
      aria-label={`${words}, ${pictureName(capture)}, ${suggestion}${stateWords[state].toLowerCase()}`}
      onMouseDown={keepFocus}
      onClick={() => session.showMember(capture.id)}
    >
      <span className={classes.thumbPicture}>
        {capture.missingAt === null && (
          <img src={thumbnailUrl(capture.id, 120)} alt="" loading="lazy" draggable={false} />
        )}
        {suggested && (
          <span className={classes.thumbStar}>
            <IconStar size={12} stroke={2} aria-hidden />
          </span>
        )}
      </span>
      <span className={classes.thumbWords}>
        <StateSign state={state} size={12} />
        {words}
      </span>
    </button>
  );
});
