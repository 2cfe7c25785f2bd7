import { Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import classes from './settings.module.css';

export const accessText = {
  label: 'Tokens and password',
  help: 'Who may ask, what each may do, and how to end it.',
} as const;

/** The way to the page where access is given and ended. */
export function AccessRow() {
  return (
    <div className={classes.row}>
      <div className={classes.text}>
        <Text className={classes.label}>{accessText.label}</Text>
        <Text size="sm" c="dimmed">
          {accessText.help}
        </Text>
      </div>
      <div className={classes.control}>
        <Button component={Link} to="/settings/access" variant="default">
          Manage access
        </Button>
      </div>
    </div>
  );
}
