import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { startKeyboard } from '../lib/keyboard.ts';
import { LiveProvider, usePreferences } from '../lib/live.tsx';
import { createQueryClient } from './query-client.ts';
import { router } from './router.tsx';
import { cssVariablesResolver, theme } from './theme.ts';

function Themed() {
  const wanted = usePreferences()?.theme ?? 'auto';
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      forceColorScheme={wanted === 'auto' ? undefined : wanted}
    >
      <ModalsProvider>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </ModalsProvider>
    </MantineProvider>
  );
}

/** The whole window. */
export function App() {
  const [queries] = useState(createQueryClient);
  useEffect(startKeyboard, []);
  return (
    <QueryClientProvider client={queries}>
      <LiveProvider>
        <Themed />
      </LiveProvider>
    </QueryClientProvider>
  );
}
