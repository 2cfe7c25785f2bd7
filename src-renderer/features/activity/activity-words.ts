import type { EventSeverity, EventSource, EventType } from '../../../src-shared/domain/vocabulary.ts';
import type { StateShape, StateTone } from '../../lib/capture-words.ts';

export const typeLabels: Readonly<Record<EventType, string>> = {
  alert: 'Alert',
  action: 'Action',
  status: 'Status',
  metric: 'Measurement',
};

export const sourceLabels: Readonly<Record<EventSource, string>> = {
  monitor: 'Capture',
  user: 'You',
  assistant: 'Assistant',
  system: 'System',
};

export const severityWords: Readonly<Record<EventSeverity, { label: string; shape: StateShape; tone: StateTone }>> = {
  info: { label: 'Information', shape: 'ring', tone: 'quiet' },
  warning: { label: 'Warning', shape: 'half', tone: 'warning' },
  error: { label: 'Error', shape: 'triangle', tone: 'problem' },
  critical: { label: 'Critical', shape: 'disc', tone: 'problem' },
};
