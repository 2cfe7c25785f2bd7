import {
  ActionIcon,
  Button,
  Group,
  Indicator,
  Popover,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Tooltip,
} from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo, useState } from 'react';
import { orpc } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { isFiltering, type Marks, marksInWords } from './marks.ts';
import classes from './timeline-page.module.css';

/** Chooses the pictures to look at by tag and by decision. */
export const MarksFilter = memo(function MarksFilter({
  marks,
  onMarks,
}: {
  readonly marks: Marks;
  readonly onMarks: (marks: Marks) => void;
}) {
  const [opened, setOpened] = useState(false);
  const known = useQuery(orpc.review.tags.queryOptions({ enabled: opened })).data?.tags ?? [];
  const data = [...known]
    .sort((a, b) => (a.tag.toLowerCase() < b.tag.toLowerCase() ? -1 : 1))
    .map(({ tag, captures }) => ({ value: tag, label: `${tag} (${formatCount(captures)})` }));
  // A tag from the address need not be known any more; the field must still show it.
  if (marks.tag !== undefined && !known.some(({ tag }) => tag === marks.tag)) {
    data.unshift({ value: marks.tag, label: marks.tag });
  }
  const filtering = isFiltering(marks);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" width={290} trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label="Filter by tag and decision" disabled={opened}>
          <Indicator disabled={!filtering} size={8} offset={5}>
            <ActionIcon
              size={32}
              aria-label={filtering ? `Filter: pictures ${marksInWords(marks)}` : 'Filter'}
              aria-haspopup="dialog"
              aria-expanded={opened}
              variant={filtering ? 'light' : 'subtle'}
              onClick={() => setOpened(!opened)}
            >
              <IconFilter size={18} />
            </ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filter">
        <Stack gap="sm">
          <Select
            size="sm"
            label="Tag"
            placeholder={known.length === 0 ? 'No picture has a tag yet' : 'Any or none'}
            data={data}
            value={marks.tag ?? null}
            onChange={(tag) => onMarks({ ...marks, tag: tag ?? undefined })}
            clearable
            clearButtonProps={{ 'aria-label': 'Any tag or none' }}
            searchable={data.length > 8}
            nothingFoundMessage="No such tag"
            comboboxProps={{ withinPortal: false }}
          />
          <div>
            <Text size="sm" fw={600} mb={4}>
              Decision
            </Text>
            <SegmentedControl
              fullWidth
              size="xs"
              aria-label="Decision"
              value={marks.reviewState ?? 'any'}
              onChange={(value) =>
                onMarks({ ...marks, reviewState: value === 'kept' || value === 'unreviewed' ? value : undefined })
              }
              data={[
                { value: 'any', label: 'Any' },
                { value: 'kept', label: 'Kept' },
                { value: 'unreviewed', label: 'Undecided' },
              ]}
            />
          </div>
          <Group justify="space-between">
            <Text size="xs" c="dimmed">
              Discarded pictures are in the trash.
            </Text>
            {filtering && (
              <Button size="compact-xs" variant="subtle" onClick={() => onMarks({})}>
                Clear
              </Button>
            )}
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
});

/** Says, as long as only some pictures are shown, which ones, and what still counts all. */
export function FilterNote({ marks, onClear }: { readonly marks: Marks; readonly onClear: () => void }) {
  return (
    <section className={classes.filterNote} aria-label="Filter">
      <IconFilter size={15} aria-hidden />
      <span>
        Only pictures <strong>{marksInWords(marks)}</strong>: in the list, in the lanes and on the way through the day.
        The calendar counts all.
      </span>
      <span className={classes.filterActions}>
        <Button
          size="compact-xs"
          variant="default"
          renderRoot={(props) => (
            <Link {...props} to="/export" search={{ tag: marks.tag, decision: marks.reviewState }} />
          )}
        >
          Export those of all days…
        </Button>
        <Button size="compact-xs" variant="default" onClick={onClear}>
          Show all pictures
        </Button>
      </span>
    </section>
  );
}
