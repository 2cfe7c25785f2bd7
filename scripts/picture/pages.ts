/** What the windows in the picture show: an article, a board of figures and a letter, made for it and of no real person. */

const style = (title: string, background: string, ink: string, accent: string) => `<title>${title}</title><style>
  body { margin: 0; padding: 40px 56px; background: ${background}; color: ${ink}; font: 21px/1.65 "DejaVu Sans", sans-serif; }
  h1 { font: 600 34px/1.25 "DejaVu Serif", serif; margin: 0 0 8px; } h2 { font-size: 19px; margin: 28px 0 6px; }
  small { color: ${accent}; letter-spacing: .06em; text-transform: uppercase; } p { max-width: 52em; }
  .cards { display: grid; grid-template-columns: repeat(3, 1fr); gap: 18px; margin-top: 24px; }
  .card { border-radius: 12px; padding: 18px 22px; background: ${accent}22; } .card b { display: block; font-size: 34px; }
  svg { width: 100%; height: 300px; margin-top: 26px; }
</style>`;

const bars = Array.from({ length: 36 }, (_, index) => {
  const height = 60 + 190 * Math.abs(Math.sin(index * 0.37) * Math.cos(index * 0.11));
  return `<rect x="${index * 28}" y="${280 - height}" width="18" height="${height}" rx="4" fill="#3fa7a3" opacity="${0.45 + index / 66}"/>`;
}).join('');

export const articlePage = `${style('Field notes', '#fbf8f2', '#2b2622', '#9a5b2f')}
  <small>Field notes</small><h1>How the tide pools remember the moon</h1>
  <p>Twice a day the sea leaves the shelf and comes back, and everything that lives in the cracks keeps time by it.
  Limpets walk home along their own trails. Anemones close a little before the water goes, not after.</p>
  <h2>A clock without hands</h2>
  <p>We marked forty shells in April and looked again in June. Most had moved less than a hand's breadth, but every one of
  them had turned to face the channel where the water returns first.</p>
  <p>The simplest reading is the best one: they learn the place. What they learn it with is a question for the winter.</p>`;

export const figuresPage = `${style('Harbour station', '#101820', '#e6edf3', '#3fa7a3')}
  <small>Harbour station</small><h1>Water level, last 36 hours</h1>
  <div class="cards"><div class="card">Now<b>2.14 m</b>rising</div><div class="card">High water<b>18:42</b>in 96 min</div>
  <div class="card">Wind<b>SW 4</b>11 kn</div></div><svg viewBox="0 0 1008 290">${bars}</svg>`;

export const letterPage = `${style('Invitation', '#ffffff', '#1f2430', '#5666d6')}
  <small>Draft</small><h1>Invitation to the open day</h1>
  <p>Dear neighbours,</p><p>on the first Saturday in May the station opens its doors. There will be tea, a walk along the
  shelf at low water, and the big tank for everybody who would rather stay dry.</p>
  <p>Boots are there in all sizes. Please tell us how many of you are coming.</p>`;
