import { Button, Menu, Modal, Stack } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconCopy, IconFingerprint } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orpc } from '../../lib/api.ts';
import { formatDay, formatShortDay } from '../../lib/format.ts';
import classes from './jobs.module.css';
import type { JobActions } from './use-jobs.ts';

function DayChoice({
  opened,
  onClose,
  onDay,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onDay: (day: string) => void;
}) {
  const days = useQuery(orpc.timeline.days.queryOptions({ input: {}, enabled: opened })).data;
  const [day, setDay] = useState<string | null>(null);
  const last = days?.days.at(-1)?.day;
  const chosen = day ?? last ?? null;
  const withCaptures = new Set(days?.days.map((each) => each.day));
  return (
    <Modal opened={opened} onClose={onClose} title="Find duplicates of one day" size="auto">
      <Stack gap="md">
        <DatePicker
          key={last}
          size="sm"
          defaultDate={last}
          value={chosen}
          onChange={setDay}
          minDate={days?.days[0]?.day}
          maxDate={last}
          hideOutsideDates
          getDayProps={(each) => ({
            disabled: !withCaptures.has(each),
            'aria-label': `${formatDay(each)}${withCaptures.has(each) ? '' : ', no captures'}`,
          })}
          ariaLabels={{ nextMonth: 'Next month', previousMonth: 'Previous month' }}
        />
        <Button disabled={chosen === null} onClick={() => chosen && onDay(chosen)}>
          {chosen ? `Find duplicates of ${formatShortDay(chosen)}` : 'No day has captures'}
        </Button>
      </Stack>
    </Modal>
  );
}

/** The buttons that begin a job. */
export function StartJobs({ actions }: { readonly actions: JobActions }) {
  const [choosing, choice] = useDisclosure(false);
  const { scan, makeSignatures } = actions;
  return (
    <div className={classes.start}>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button
            loading={scan.isPending}
            leftSection={<IconCopy size={16} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            Find duplicates
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => scan.mutate(undefined)}>In the whole library</Menu.Item>
          <Menu.Item onClick={choice.open}>Of one day…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button
        variant="default"
        loading={makeSignatures.isPending}
        leftSection={<IconFingerprint size={16} aria-hidden />}
        onClick={() => makeSignatures.mutate()}
      >
        Make missing signatures
      </Button>
      <DayChoice
        opened={choosing}
        onClose={choice.close}
        onDay={(day) => {
          choice.close();
          scan.mutate(day);
        }}
      />
    </div>
  );
}
