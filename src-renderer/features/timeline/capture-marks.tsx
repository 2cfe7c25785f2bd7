import { TagsInput, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Ref, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { orpc } from '../../lib/api.ts';
import { decisionInWords } from '../../lib/decision-words.ts';
import { formatMoment, offsetHere } from '../../lib/format.ts';
import { problemOf } from '../../lib/problem.ts';
import classes from './details-panel.module.css';
import { useCaptureMarks } from './use-capture-marks.ts';

/** All tags there are, the most used first; for suggestions. */
export function useKnownTags(): readonly string[] {
  const known = useQuery(orpc.review.tags.queryOptions()).data?.tags ?? [];
  return [...known].sort((a, b) => b.captures - a.captures).map(({ tag }) => tag);
}

/** The tags of a picture, to add to and take from, and what was decided about it. */
export function CaptureMarks({
  capture,
  fieldRef,
  onEdit,
}: {
  readonly capture: Capture;
  readonly fieldRef: Ref<HTMLInputElement>;
  /** Called as soon as the field is used, before anything is typed. */
  readonly onEdit: () => void;
}) {
  const { query, tags, setTags } = useCaptureMarks(capture);
  const suggestions = useKnownTags();
  const decisions = query.data?.decisions ?? [];
  const [typed, setTyped] = useState('');
  return (
    <>
      <TagsInput
        ref={fieldRef}
        size="xs"
        label="Tags"
        placeholder={tags?.length ? '' : 'Type and press Enter'}
        data={[...suggestions]}
        value={[...(tags ?? [])]}
        onChange={(next) => void setTags(next)}
        searchValue={typed}
        onSearchChange={setTyped}
        onFocus={onEdit}
        readOnly={!tags}
        maxLength={64}
        maxDropdownHeight={180}
        clearable={false}
        error={query.error ? problemOf(query.error).message : undefined}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          // Back to the keys of the page. The field takes what is in it for a tag when it is left.
          flushSync(() => setTyped(''));
          event.currentTarget.blur();
        }}
      />
      <section className={classes.decisions} aria-label="Decisions">
        <Text component="h2" className={classes.smallHeading}>
          Decisions
        </Text>
        {decisions.length === 0 ? (
          <Text size="sm" c="dimmed">
            {query.isPending ? '…' : 'Nothing was decided about this picture yet.'}
          </Text>
        ) : (
          <ul className={classes.history}>
            {decisions.map((decision) => (
              <li key={decision.id} data-undone={decision.undoneAt !== null || undefined}>
                <span>
                  {decisionInWords(decision)}
                  {decision.undoneAt !== null && ', undone'}
                </span>
                <time dateTime={new Date(decision.decidedAt).toISOString()}>
                  {formatMoment(decision.decidedAt, offsetHere(decision.decidedAt))}
                </time>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
