import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { orpc } from '../../lib/api.ts';
import { problemOf } from '../../lib/problem.ts';
import type { Moment } from '../../lib/typed-time.ts';
import { EvidenceList } from '../../ui/time-evidence/evidence-list.tsx';
import { TimeForm } from '../../ui/time-evidence/time-form.tsx';
import classes from './details-panel.module.css';
import type { DecideActions } from './use-decide-actions.ts';

/** All that tells when an imported picture was taken, and a way to say it better. */
export function CaptureTimes({
  capture,
  onSetTime,
}: {
  readonly capture: Capture;
  readonly onSetTime: DecideActions['setTime'];
}) {
  const query = useQuery(orpc.times.evidence.queryOptions({ input: { id: capture.id }, retry: false }));
  const [typing, setTyping] = useState(false);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (typing) field.current?.select();
  }, [typing]);

  const setTime = async (moment: Moment): Promise<void> => {
    setBusy(true);
    if (await onSetTime(capture, moment)) setTyping(false);
    setBusy(false);
  };

  return (
    <section aria-label="When it was taken" className={classes.times}>
      <Text component="h2" className={classes.smallHeading}>
        What tells when it was taken
      </Text>
      {query.isError ? (
        <Text size="sm" c="var(--color-problem)" role="alert">
          {problemOf(query.error).message}
        </Text>
      ) : (
        query.data && (
          <EvidenceList
            capture={capture}
            evidence={query.data.evidence}
            disabled={busy}
            onPick={(evidence) => void setTime(evidence)}
          />
        )
      )}
      {typing ? (
        <TimeForm
          start={capture}
          fieldRef={field}
          pending={busy}
          onSubmit={(moment) => void setTime(moment)}
          onCancel={() => setTyping(false)}
        />
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => setTyping(true)}>
          Another time…
        </Button>
      )}
    </section>
  );
}
