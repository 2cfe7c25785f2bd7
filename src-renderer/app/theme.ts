import {
  ActionIcon,
  Badge,
  Button,
  Card,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  Notification,
  Paper,
  SegmentedControl,
  Tooltip,
} from '@mantine/core';

/**
 * The look of the window: neutral greys, one accent, small corners, figures that line up. Colour never says anything
 * alone; it repeats what a word or a shape already says.
 */

/** The accent: the blue-green of an afterimage. Text on white from step 8 on, text on near-black up to step 5. */
const accent: MantineColorsTuple = [
  '#e8f7f8',
  '#d3edef',
  '#a6dade',
  '#75c7cd',
  '#4fb7be',
  '#35acb5',
  '#1f9ca5',
  '#0f878f',
  '#0a6f77',
  '#04565c',
];

const gray: MantineColorsTuple = [
  '#fafafa',
  '#f4f4f5',
  '#eaeaec',
  '#dededf',
  '#cbcbce',
  '#a6a6ab',
  '#83838a',
  '#5f5f66',
  '#3f3f45',
  '#26262a',
];

const dark: MantineColorsTuple = [
  '#d6d6d9',
  '#b4b4b9',
  '#94949b',
  '#63636b',
  '#3a3a40',
  '#2f2f34',
  '#26262a',
  '#1b1b1e',
  '#151517',
  '#0f0f11',
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 8, dark: 4 },
  autoContrast: true,
  // Mantine reckons the text on a filled button for the light scheme only; ours has another step in the dark.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    const isAccent = input.color === undefined || input.color === input.theme.primaryColor;
    return input.variant === 'filled' && isAccent
      ? { ...colors, color: 'var(--mantine-primary-color-contrast)' }
      : colors;
  },
  colors: { accent, gray, dark },
  defaultRadius: 'sm',
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.5' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h4: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  shadows: {
    xs: '0 1px 2px rgb(0 0 0 / 0.06)',
    sm: '0 1px 3px rgb(0 0 0 / 0.1)',
    md: '0 4px 12px rgb(0 0 0 / 0.12)',
    lg: '0 8px 24px rgb(0 0 0 / 0.16)',
    xl: '0 12px 40px rgb(0 0 0 / 0.2)',
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'default', tt: 'none', fw: 500 } }),
    Button: Button.extend({ defaultProps: { size: 'sm' }, styles: { label: { fontWeight: 500 } } }),
    Card: Card.extend({ defaultProps: { withBorder: true, padding: 'lg', bg: 'var(--color-card)' } }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    InputWrapper: Input.Wrapper.extend({
      styles: { label: { fontWeight: 600 }, description: { fontSize: 'var(--mantine-font-size-sm)' } },
    }),
    Menu: Menu.extend({
      defaultProps: {
        withInitialFocusPlaceholder: false,
        shadow: 'md',
        position: 'bottom-end',
        transitionProps: { duration: 80 },
      },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        // A dialog that fades away still swallows the next key.
        transitionProps: { duration: 0 },
        // Dialogs that ask for confirmation get their close button from here too.
        closeButtonProps: { 'aria-label': 'Close' },
        // The header of a dialog is not the banner of the page.
        attributes: { header: { role: 'presentation' } },
      },
    }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      // Mantine's own grey is too pale on white.
      styles: { description: { color: 'var(--mantine-color-text)' } },
    }),
    Paper: Paper.extend({ defaultProps: { withBorder: true } }),
    SegmentedControl: SegmentedControl.extend({
      styles: {
        label: { fontWeight: 500 },
        // Mantine's own ground is that of the page in the dark.
        root: { background: 'var(--color-surface)', boxShadow: 'inset 0 0 0 1px var(--color-border)' },
      },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 80 } } }),
  },
});

/** The colours of our own that both schemes share by name: `var(--color-warning)` and so on. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#5f5f66',
    '--mantine-color-error': '#b3261e',
    '--color-surface': '#f7f7f8',
    '--color-card': '#ffffff',
    '--color-border': '#dededf',
    '--color-accent': '#0a6f77',
    '--color-warning': '#8a5300',
    '--color-warning-surface': '#fff4dd',
    '--color-problem': '#b3261e',
    '--color-problem-surface': '#fdecea',
  },
  dark: {
    '--mantine-color-body': '#151517',
    '--mantine-color-dimmed': '#a3a3aa',
    '--mantine-color-error': '#ff8a80',
    '--color-surface': '#1b1b1e',
    '--color-card': '#1b1b1e',
    '--color-border': '#2f2f34',
    '--color-accent': '#4fb7be',
    '--color-warning': '#f0b556',
    '--color-warning-surface': '#2e2412',
    '--color-problem': '#ff8a80',
    '--color-problem-surface': '#351a18',
  },
});
