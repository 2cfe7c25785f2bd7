import { IconCheck } from '@tabler/icons-react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { TimeEvidence } from '../../../src-shared/contract/times.ts';
import { chosenEvidence, evidenceKindWords, evidenceMoment, evidenceNotes } from '../../lib/time-words.ts';
import { ForeignText } from '../foreign-text.tsx';
import classes from './time-evidence.module.css';

/** As many as there are keys for. */
const mostNumbered = 9;

/** All that tells when a picture was taken, most reliable first; what its time was taken from is marked. */
export function EvidenceList({
  capture,
  evidence,
  numbered = false,
  disabled = false,
  onPick,
}: {
  readonly capture: Capture;
  readonly evidence: readonly TimeEvidence[];
  /** Shows the key that picks each. */
  readonly numbered?: boolean;
  readonly disabled?: boolean;
  readonly onPick: (evidence: TimeEvidence) => void;
}) {
  const chosen = chosenEvidence(capture, evidence);
  if (evidence.length === 0) {
    return (
      <p className={classes.nothing}>There is nothing to go by: neither data in the picture, nor a name that tells.</p>
    );
  }
  return (
    <ol className={classes.list} aria-label="What tells when it was taken">
      {evidence.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the evidence of a picture never changes its order.
        <li key={index}>
          <button
            type="button"
            className={classes.candidate}
            aria-pressed={index === chosen}
            disabled={disabled}
            // A click must leave the keyboard where it is: the next picture has other candidates in this place.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(each)}
          >
            <span className={classes.key} data-chosen={index === chosen || undefined} aria-hidden>
              {index === chosen ? (
                <IconCheck size={14} stroke={3} />
              ) : numbered && index < mostNumbered ? (
                index + 1
              ) : (
                ''
              )}
            </span>
            <span className={classes.body}>
              <span className={classes.kind}>{evidenceKindWords[each.kind]}</span>
              <span className={classes.moment}>{evidenceMoment(each)}</span>
              <span className={classes.notes}>{evidenceNotes(each).join(', ')}</span>
              <span className={classes.text} title="What it was read from, word for word">
                <ForeignText text={each.text} />
              </span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
