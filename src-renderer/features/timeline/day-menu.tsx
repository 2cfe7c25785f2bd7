import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconDots, IconLayoutGrid, IconMovie, IconPhotoShare } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { isFiltering, type Marks } from './marks.ts';

/** What can be made of the day outside the library. */
export function DayMenu({ day, marks }: { readonly day: string; readonly marks: Marks }) {
  return (
    <Menu width={240}>
      <Menu.Target>
        <Tooltip label="Export, time-lapse, contact sheet">
          <ActionIcon size={32} aria-label="More about this day">
            <IconDots size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPhotoShare size={17} stroke={1.5} aria-hidden />}
          renderRoot={(props) => (
            <Link {...props} to="/export" search={{ day, tag: marks.tag, decision: marks.reviewState }} />
          )}
        >
          {isFiltering(marks) ? 'Export these of the day…' : 'Export this day…'}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconMovie size={17} stroke={1.5} aria-hidden />}
          renderRoot={(props) => <Link {...props} to="/export" search={{ as: 'time-lapse', day }} />}
        >
          Make a time-lapse…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLayoutGrid size={17} stroke={1.5} aria-hidden />}
          renderRoot={(props) => <Link {...props} to="/export" search={{ as: 'contact-sheet', day }} />}
        >
          Make a contact sheet…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
