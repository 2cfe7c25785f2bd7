import { Code, Text } from '@mantine/core';
import { Section } from '../../ui/section.tsx';

/** Where programs reach the API. */
export function ApiSection() {
  const isServed = window.location.protocol.startsWith('http');
  return (
    <Section title="API" description="On this machine only, and answered to nobody without a token or a log-in.">
      {isServed && (
        <Text>
          Programs reach it at <Code>{`${window.location.origin}/api`}</Code> for as long as this window is served.
        </Text>
      )}
    </Section>
  );
}
