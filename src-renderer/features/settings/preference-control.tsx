import { NumberInput, SegmentedControl, Select, Switch, TagsInput } from '@mantine/core';
import { useState } from 'react';
import { type PreferenceDefinition, withUnit } from '../../../src-shared/domain/preferences.ts';
import type { PreferenceChange } from './use-preference.ts';

interface ControlProps<Kind extends PreferenceDefinition['kind']> {
  readonly id: string;
  readonly definition: Extract<PreferenceDefinition, { kind: Kind }>;
  readonly value: unknown;
  readonly change: PreferenceChange;
}

/** What a person has entered and is not in force yet; forgotten as soon as something else is in force than before. */
function useDraft<Draft>(value: unknown): [Draft | undefined, (draft: Draft | undefined) => void] {
  const inForce = JSON.stringify(value);
  const [draft, setDraft] = useState<{ readonly entered: Draft; readonly over: string }>();
  return [
    draft?.over === inForce ? draft.entered : undefined,
    (entered) => setDraft(entered === undefined ? undefined : { entered, over: inForce }),
  ];
}

function NumberControl({ id, definition, value, change }: ControlProps<'number'>) {
  const [draft, setDraft] = useDraft<number | string>(value);
  // A number is saved when it is finished, not while it is typed: "1" on the way to "10" is a value of its own.
  const commit = (): void => {
    if (draft === undefined) return;
    if (draft === value) change.clear();
    else change.save(draft === '' ? Number.NaN : draft);
    if (typeof draft === 'number' && draft >= definition.minimum && draft <= definition.maximum) setDraft(undefined);
  };
  return (
    <NumberInput
      id={id}
      w={160}
      value={draft ?? (typeof value === 'number' ? value : '')}
      min={definition.minimum}
      max={definition.maximum}
      step={definition.step}
      clampBehavior="none"
      decimalScale={definition.step < 1 ? 2 : 0}
      suffix={withUnit('', definition)}
      error={change.problem !== undefined}
      onChange={(next) => {
        change.clear();
        setDraft(next);
      }}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') {
          change.clear();
          setDraft(undefined);
        }
      }}
    />
  );
}

function ChoiceControl({ id, definition, value, change }: ControlProps<'choice'>) {
  const labels: Readonly<Partial<Record<string, string>>> = definition.optionLabels ?? {};
  const data = definition.options.map((option) => ({ value: option, label: labels[option] ?? option }));
  if (data.length <= 3) {
    return (
      <SegmentedControl
        id={id}
        aria-labelledby={`${id}-label`}
        value={String(value)}
        data={data}
        onChange={change.save}
      />
    );
  }
  return (
    <Select
      id={id}
      w={240}
      maw="100%"
      allowDeselect={false}
      error={change.problem !== undefined}
      value={String(value)}
      data={data}
      onChange={change.save}
    />
  );
}

function TextListControl({ id, definition, value, change }: ControlProps<'text-list'>) {
  // Whoever enters one text after the other does not wait until the first is saved.
  const [entered, setEntered] = useState<readonly string[]>();
  const inForce = Array.isArray(value) ? value.map(String) : [];
  const shown = change.pending && entered ? entered : inForce;
  return (
    <TagsInput
      id={id}
      w="100%"
      value={[...shown]}
      maxTags={definition.maximumItems}
      placeholder={shown.length > 0 ? '' : 'Type and press Enter'}
      error={change.problem !== undefined}
      acceptValueOnBlur
      onChange={(texts) => {
        setEntered(texts);
        change.save(texts);
      }}
    />
  );
}

/** The control that fits the kind of a preference. Whatever it offers is checked by the core again. */
export function PreferenceControl({ definition, ...rest }: ControlProps<PreferenceDefinition['kind']>) {
  const { id, value, change } = rest;
  switch (definition.kind) {
    case 'number':
      return <NumberControl {...rest} definition={definition} />;
    case 'choice':
      return <ChoiceControl {...rest} definition={definition} />;
    case 'toggle':
      return (
        <Switch
          id={id}
          size="md"
          checked={value === true}
          disabled={change.pending}
          onChange={(event) => change.save(event.currentTarget.checked)}
        />
      );
    case 'text-list':
      return <TextListControl {...rest} definition={definition} />;
    case 'instant':
      return null;
  }
}
