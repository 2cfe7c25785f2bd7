import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { Fragment } from 'react';
import { type PlaceBadge, usePlaceBadges } from './place-badges.ts';
import { type Place, places } from './places.ts';
import classes from './shell.module.css';

function Badge({ badge }: { readonly badge: PlaceBadge | undefined }) {
  if (!badge) return null;
  return (
    <span className={classes.badge} data-tone={badge.tone} data-dot={badge.text === '' || undefined} aria-hidden>
      {badge.text}
    </span>
  );
}

function PlaceLink({ place, badge }: { readonly place: Place; readonly badge: PlaceBadge | undefined }) {
  const { to, label, icon: Icon } = place;
  return (
    <Link to={to} className={classes.link} activeOptions={{ exact: to === '/', includeSearch: false }}>
      <span className={classes.icon}>
        <Icon size={21} stroke={1.5} aria-hidden />
        <Badge badge={badge} />
      </span>
      <span>{label}</span>
      {badge && <VisuallyHidden>, {badge.words}</VisuallyHidden>}
    </Link>
  );
}

const linked = places.filter((place) => place.shown !== 'never');

/** The links to the pages, beside the content. */
export function Navigation() {
  const badges = usePlaceBadges();
  return (
    <div className={classes.nav}>
      {linked.map((place, index) => (
        <Fragment key={place.to}>
          {index > 0 && linked[index - 1]?.group !== place.group && <hr className={classes.divider} />}
          <PlaceLink place={place} badge={badges.get(place.to)} />
        </Fragment>
      ))}
    </div>
  );
}

/** The same below the content, where the window is narrow: the first few, and the others under “More”. */
export function NarrowNavigation() {
  const badges = usePlaceBadges();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const hidden = linked.filter((place) => place.shown === 'more');
  const openHere = hidden.find((place) => path.startsWith(place.to));
  // What needs attention comes before what merely runs.
  const badge = hidden
    .map((place) => badges.get(place.to))
    .filter((each) => each !== undefined)
    .sort((a, b) => Number(b.tone === 'problem') - Number(a.tone === 'problem'))[0];
  return (
    <div className={classes.nav}>
      {linked
        .filter((place) => place.shown === 'always')
        .map((place) => (
          <PlaceLink key={place.to} place={place} badge={badges.get(place.to)} />
        ))}
      <Menu position="top-end" width={220}>
        <Menu.Target>
          <UnstyledButton className={classes.link} data-status={openHere ? 'active' : undefined}>
            <span className={classes.icon}>
              <IconDots size={21} stroke={1.5} aria-hidden />
              <Badge badge={badge} />
            </span>
            <span>{openHere?.label ?? 'More'}</span>
            <VisuallyHidden>
              {openHere ? ', more pages' : ''}
              {badge ? `, ${badge.words}` : ''}
            </VisuallyHidden>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {hidden.map((place, index) => (
            <Fragment key={place.to}>
              {index > 0 && hidden[index - 1]?.group !== place.group && <Menu.Divider />}
              <Menu.Item
                component={Link}
                to={place.to}
                leftSection={<place.icon size={18} stroke={1.5} aria-hidden />}
                rightSection={badges.get(place.to)?.text}
              >
                {place.label}
                {badges.has(place.to) && <VisuallyHidden>, {badges.get(place.to)?.words}</VisuallyHidden>}
              </Menu.Item>
            </Fragment>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
