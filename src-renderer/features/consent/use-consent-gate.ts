import { useLocalStorage } from '@mantine/hooks';
import { useState } from 'react';
import { useCaptureStatus } from '../../lib/live.tsx';

/**
 * Whether the consent page is to be shown: until the person agreed, or said no on this machine. Saying no leaves the rest
 * of the window usable, and the page can be opened again from the header.
 */
export function useConsentGate(): { open: boolean; close: (agreed: boolean) => void; reopen: () => void } {
  const status = useCaptureStatus();
  const [declined, setDeclined] = useLocalStorage({
    key: 'afterimage.consent-declined',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [reopened, setReopened] = useState(false);
  return {
    open: status !== undefined && !status.consentGiven && (!declined || reopened),
    close: (agreed) => {
      setReopened(false);
      setDeclined(!agreed);
    },
    reopen: () => setReopened(true),
  };
}
