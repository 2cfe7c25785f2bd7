import { ActionIcon, Button, Group, Menu, Tooltip } from '@mantine/core';
import { IconCamera, IconChevronDown, IconPlayerPause, IconPlayerPlay, IconPower } from '@tabler/icons-react';
import { pauseLengths } from '../../../src-shared/contract/capture-control.ts';
import { pauseLengthLabels } from '../../lib/capture-words.ts';
import { useKeyBindings } from '../../lib/keyboard.ts';
import { useCaptureStatus, useConnectionState } from '../../lib/live.tsx';
import { useCaptureControl } from './use-capture-control.ts';

/** Pause, resume, capture now, on and off: everything the tray offers. Without `onSetUp`, consent is being asked already. */
export function CaptureControls({ onSetUp }: { readonly onSetUp: (() => void) | undefined }) {
  const status = useCaptureStatus();
  const connected = useConnectionState() === 'open';
  const control = useCaptureControl();
  const usable = connected && status !== undefined && status.state !== 'library_unavailable';
  const paused = status?.state === 'paused';
  const on = status?.enabled === true;
  const canCapture = usable && on && !paused;

  useKeyBindings(
    'Capture',
    [
      { keys: ['Shift+n'], label: 'Capture now', run: () => control.now.mutate(undefined) },
      {
        keys: ['Shift+p'],
        label: 'Pause until I resume, or resume',
        run: () => (paused ? control.resume.mutate(undefined) : control.pause.mutate({ length: 'resumed' })),
      },
    ],
    usable && on,
  );

  if (!usable) return null;
  if (!status.consentGiven) {
    return (
      onSetUp && (
        <Button size="xs" onClick={onSetUp}>
          Set up capture
        </Button>
      )
    );
  }
  if (!on) {
    return (
      <Button
        size="xs"
        leftSection={<IconPower size={16} />}
        loading={control.setEnabled.isPending}
        onClick={() => control.setEnabled.mutate({ enabled: true })}
      >
        Turn on
      </Button>
    );
  }
  return (
    <Group gap={6} wrap="nowrap">
      <Tooltip label="Capture now">
        <ActionIcon
          size={30}
          variant="default"
          aria-label="Capture now"
          disabled={!canCapture}
          loading={control.now.isPending}
          onClick={() => control.now.mutate(undefined)}
        >
          <IconCamera size={17} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      {paused ? (
        <Button
          size="xs"
          leftSection={<IconPlayerPlay size={15} />}
          loading={control.resume.isPending}
          onClick={() => control.resume.mutate(undefined)}
        >
          Resume
        </Button>
      ) : null}
      <Menu width={220}>
        <Menu.Target>
          {paused ? (
            <ActionIcon size={30} variant="default" aria-label="More about the pause">
              <IconChevronDown size={16} />
            </ActionIcon>
          ) : (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlayerPause size={15} />}
              rightSection={<IconChevronDown size={14} />}
            >
              Pause
            </Button>
          )}
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{paused ? 'Pause instead' : 'Pause capture'}</Menu.Label>
          {pauseLengths.map((length) => (
            <Menu.Item key={length} onClick={() => control.pause.mutate({ length })}>
              {pauseLengthLabels[length]}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconPower size={16} />}
            onClick={() => control.setEnabled.mutate({ enabled: false })}
          >
            Turn capture off
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
