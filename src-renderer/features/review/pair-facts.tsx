import { Text, Tooltip } from '@mantine/core';
import { IconCheck, IconHelpCircle, IconStar, IconTrash } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { Comparison, DuplicateMember } from '../../../src-shared/contract/duplicates.ts';
import { similarityText } from '../../../src-shared/domain/similarity.ts';
import { formatBytes, formatCount, formatMoment } from '../../lib/format.ts';
import { formatName } from '../../lib/media.ts';
import classes from './review.module.css';
import { type MemberState, memberOf, othersOf, type ReviewGroup } from './review-group.ts';
import { stateWords, timeApart } from './review-words.ts';

/** The sign of where a member stands; always beside its words or named by them. */
export function StateSign({ state, size = 14 }: { readonly state: MemberState; readonly size?: number }) {
  const Icon = { pending: IconHelpCircle, kept: IconCheck, discarded: IconTrash }[state];
  return <Icon size={size} stroke={1.75} aria-hidden />;
}

function Differing({ differs, children }: { readonly differs: boolean; readonly children: ReactNode }) {
  return differs ? <strong>{children}</strong> : children;
}

function FileFacts({
  capture,
  other,
  tags,
  when,
}: {
  readonly capture: Capture;
  readonly other: Capture;
  readonly tags: readonly string[];
  readonly when?: string;
}) {
  const where = capture.displayName ?? capture.originalFilename;
  return (
    <dl className={classes.factList}>
      <div>
        <dt>Time</dt>
        <dd>
          {formatMoment(capture.capturedAt, capture.utcOffsetMinutes)}
          {when && <span className={classes.dim}>, {when}</span>}
        </dd>
      </div>
      {where !== null && (
        <div>
          <dt>{capture.displayName !== null ? 'Display' : 'File'}</dt>
          <dd>
            <Differing differs={where !== (other.displayName ?? other.originalFilename)}>{where}</Differing>
          </dd>
        </div>
      )}
      <div>
        <dt>Picture</dt>
        <dd>
          <Differing differs={capture.width !== other.width || capture.height !== other.height}>
            {capture.width} × {capture.height}
          </Differing>
          , {formatName(capture.mimeType)},{' '}
          <Differing differs={formatBytes(capture.fileSize) !== formatBytes(other.fileSize)}>
            {formatBytes(capture.fileSize)}
          </Differing>
        </dd>
      </div>
      {tags.length > 0 && (
        <div>
          <dt>Tags</dt>
          <dd>{tags.join(', ')}</dd>
        </div>
      )}
    </dl>
  );
}

/** What is known of the two pictures on the stage, and why they are said to be duplicates. */
export const PairFacts = memo(function PairFacts({
  group,
  reference,
  candidate,
  comparison,
  comparisonProblem,
}: {
  readonly group: ReviewGroup;
  readonly reference: DuplicateMember;
  readonly candidate: DuplicateMember;
  readonly comparison: Comparison | undefined;
  readonly comparisonProblem: string | null;
}) {
  const suggested = memberOf(group, group.source.reference.capture.id) === reference;
  // What came with the group was said against the suggested keeper.
  const known = comparison ?? (suggested ? candidate : undefined);
  const others = othersOf(group);
  const place = others.indexOf(candidate) + 1;
  // Of a very large group only the first members are here.
  const count = Math.max(others.length, group.source.memberCount - 1);
  const referenceState = group.states[reference.capture.id] ?? 'pending';
  const candidateState = group.states[candidate.capture.id] ?? 'pending';
  return (
    <div className={classes.facts}>
      <section className={classes.factColumn} aria-label="Reference">
        <div className={classes.factHead}>
          <Text span fw={600}>
            Reference
          </Text>
          {suggested && (
            <span className={classes.mark} data-tone="accent">
              <IconStar size={13} stroke={1.75} aria-hidden /> Suggested to keep
            </span>
          )}
          {referenceState !== 'pending' && (
            <span className={classes.mark} data-state={referenceState}>
              <StateSign state={referenceState} size={13} /> {stateWords[referenceState]}
            </span>
          )}
        </div>
        <p className={classes.reason}>{suggested ? group.source.keeperReason : 'Chosen by you.'}</p>
        <FileFacts capture={reference.capture} other={candidate.capture} tags={reference.tags} />
      </section>
      <section className={classes.factColumn} aria-label="Candidate">
        <div className={classes.factHead}>
          <Text span fw={600}>
            Candidate{count > 1 ? ` ${formatCount(place)} of ${formatCount(count)}` : ''}
          </Text>
          {known && (
            <Tooltip label="The share of the picture that is the same" position="top">
              <span className={classes.similarity}>{similarityText(known.similarity)} the same</span>
            </Tooltip>
          )}
          <span className={classes.mark} data-state={candidateState}>
            <StateSign state={candidateState} size={13} /> {stateWords[candidateState]}
          </span>
        </div>
        <p className={classes.reason}>{known?.reason ?? comparisonProblem ?? ' '}</p>
        <FileFacts
          capture={candidate.capture}
          other={reference.capture}
          tags={candidate.tags}
          when={timeApart(reference.capture.capturedAt, candidate.capture.capturedAt)}
        />
      </section>
    </div>
  );
});
