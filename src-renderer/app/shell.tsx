import { ActionIcon, AppShell, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKeyboard } from '@tabler/icons-react';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { CaptureControls } from '../features/capture-state/capture-controls.tsx';
import { CaptureIndicator } from '../features/capture-state/capture-indicator.tsx';
import { DemoBanner } from '../features/capture-state/demo-banner.tsx';
import { PermissionBanner } from '../features/capture-state/permission-banner.tsx';
import { ConsentPage } from '../features/consent/consent-page.tsx';
import { useConsentGate } from '../features/consent/use-consent-gate.ts';
import { DropTarget } from '../features/importing/drop-target.tsx';
import { LibraryPage } from '../features/library/library-page.tsx';
import { useKeyBindings } from '../lib/keyboard.ts';
import { useConnectionState, useLibraryStatus } from '../lib/live.tsx';
import { ProductMark } from '../ui/product-mark.tsx';
import { AlertNotices } from './alert-notices.tsx';
import { ConnectionBar } from './connection-bar.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import { NarrowNavigation, Navigation } from './navigation.tsx';
import { useNavigationKeys } from './places.ts';
import classes from './shell.module.css';
import { UnauthorizedPage } from './unauthorized-page.tsx';

/** What stays on the screen whatever page is open; and which page is open when the library or consent is missing. */
export function Shell() {
  const connection = useConnectionState();
  const library = useLibraryStatus();
  const consent = useConsentGate();
  const atStart = useRouterState({ select: (state) => state.location.pathname === '/' });
  const navigate = useNavigate();
  const [helpOpened, help] = useDisclosure(false);

  useKeyBindings('Help', [{ keys: ['?'], label: 'Show or hide this help', run: help.toggle }]);
  useNavigationKeys();

  if (connection === 'unauthorized') return <UnauthorizedPage />;
  // Only in the place of the first page: the others can be looked at before anything is decided.
  const asking = consent.open && atStart;
  const content =
    library && library.state !== 'open' ? (
      <LibraryPage library={library} />
    ) : asking ? (
      <ConsentPage onDone={consent.close} />
    ) : (
      <Outlet />
    );
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 84, breakpoint: 'xs', collapsed: { mobile: true } }}
      footer={{ height: { base: 58, xs: 0 } }}
      padding={0}
      transitionDuration={0}
    >
      <a href="#content" className={classes.skip}>
        Skip to the page
      </a>
      <AppShell.Header className={classes.header}>
        <span className={classes.mark} aria-hidden>
          <ProductMark />
        </span>
        <CaptureIndicator />
        <CaptureControls
          onSetUp={
            asking
              ? undefined
              : () => {
                  consent.reopen();
                  void navigate({ to: '/' });
                }
          }
        />
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} aria-label="Pages" visibleFrom="xs">
        <Navigation />
        <Tooltip label="Keyboard help" position="right">
          <ActionIcon my={8} mx="auto" size={36} aria-label="Keyboard help" onClick={help.open}>
            <IconKeyboard size={20} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
      </AppShell.Navbar>
      <AppShell.Main>
        <div className={classes.content}>
          <ConnectionBar />
          <PermissionBanner />
          <DemoBanner />
          <div className={classes.outlet} id="content" tabIndex={-1}>
            {content}
          </div>
        </div>
      </AppShell.Main>
      <AppShell.Footer className={classes.footer} hiddenFrom="xs">
        <nav aria-label="Pages">
          <NarrowNavigation />
        </nav>
      </AppShell.Footer>
      <AlertNotices />
      {library?.state === 'open' && <DropTarget />}
      <KeyboardHelp opened={helpOpened} onClose={help.close} />
    </AppShell>
  );
}
