/** What the windows in the picture show, made for it and of no real person. Each changes a little all the time. */

const style = (title: string, background: string, ink: string, accent: string) => `<title>${title}</title><style>
  body { margin: 0; padding: 44px 60px; background: ${background}; color: ${ink}; font: 22px/1.65 "DejaVu Sans", sans-serif; }
  h1 { font: 600 38px/1.25 "DejaVu Serif", serif; margin: 0 0 10px; } h2 { font-size: 21px; margin: 30px 0 6px; }
  small { color: ${accent}; letter-spacing: .06em; text-transform: uppercase; } p { max-width: 52em; margin: 14px 0; }
  .cards { display: grid; grid-template-columns: repeat(3, 1fr); gap: 18px; margin-top: 24px; }
  .card { border-radius: 12px; padding: 18px 22px; background: ${accent}22; } .card b { display: block; font-size: 34px; }
  svg { display: block; width: 100%; margin-top: 30px; } i { border-right: 2px solid ${accent}; }
</style>`;

/** Writes the text of the last paragraph letter by letter, as somebody who writes does. */
const writing = `<script>
  const last = [...document.querySelectorAll('p')].at(-1), text = last.textContent;
  let length = Math.floor(text.length / 3);
  setInterval(() => {
    length = length < text.length ? length + 2 : Math.floor(text.length / 3);
    last.innerHTML = text.slice(0, length) + '<i></i>';
  }, 180);
</script>`;

const bars = (count: number, height: number) =>
  Array.from({ length: count }, (_, index) => {
    const level = height * (0.2 + 0.75 * Math.abs(Math.sin(index * 0.37) * Math.cos(index * 0.11)));
    return `<rect x="${index * 28}" y="${height - level}" width="18" height="${level}" rx="4" fill="#3fa7a3" opacity="${0.45 + index / 90}"/>`;
  }).join('');

const pools = Array.from({ length: 9 }, (_, index) => {
  const x = 60 + ((index * 137) % 880);
  const y = 70 + ((index * 61) % 130);
  return `<ellipse cx="${x}" cy="${y}" rx="${34 + (index % 4) * 14}" ry="${16 + (index % 3) * 8}" fill="#7fb7be"/>`;
}).join('');

export const articlePage = `${style('How the tide pools remember the moon', '#fbf8f2', '#2b2622', '#9a5b2f')}
  <small>Field notes</small><h1>How the tide pools remember the moon</h1>
  <p>Twice a day the sea leaves the shelf and comes back, and everything that lives in the cracks keeps time by it.
  Limpets walk home along their own trails. Anemones close a little before the water goes, not after.</p>
  <svg viewBox="0 0 1000 260"><rect width="1000" height="260" rx="14" fill="#d9cbb3"/>${pools}</svg>
  <h2>A clock without hands</h2>
  <p>We marked forty shells in April and looked again in June. Most had moved less than a hand's breadth, but every one of
  them had turned to face the channel where the water returns first.</p>
  <p>The simplest reading is the best one: they learn the place. What they learn it with is a question for the winter, when
  the shelf is quiet and the lamps can stay on through the night.</p>${writing}`;

export const figuresPage = `${style('Harbour station', '#101820', '#e6edf3', '#3fa7a3')}
  <small>Harbour station</small><h1>Water level, last 36 hours</h1>
  <div class="cards"><div class="card">Now<b id="now">2.14 m</b>rising</div><div class="card">High water<b>18:42</b>at the
  mole</div><div class="card">Wind<b>SW 4</b>11 kn</div></div><svg viewBox="0 0 1008 420">${bars(36, 420)}</svg>
  <script>let level = 214; setInterval(() => { level += 1; now.textContent = (level / 100).toFixed(2) + ' m'; }, 1300);</script>`;

export const letterPage = `${style('Invitation to the open day', '#ffffff', '#1f2430', '#5666d6')}
  <small>Draft</small><h1>Invitation to the open day</h1>
  <p>Dear neighbours,</p><p>on the first Saturday in May the station opens its doors. There will be tea, a walk along the
  shelf at low water, and the big tank for everybody who would rather stay dry.</p>
  <p>Boots are there in all sizes. Please tell us how many of you are coming, and whether you bring a dog.</p>${writing}`;

const readings = `const names = ['mole', 'channel', 'shelf', 'tank 2', 'buoy 7'];
  const pad = (value) => String(value).padStart(2, '0');
  let count = 0;
  const line = () => {
    const minute = count++;
    const name = names[(minute * 7) % 5];
    return '<b>' + pad(8 + Math.floor(minute / 60) % 4) + ':' + pad(minute % 60) + '</b>  ' + name.padEnd(9)
      + (((minute * 37) % 90 + 110) / 100).toFixed(2) + ' m   ' + (8 + (minute * 13) % 40 / 10).toFixed(1) + ' °C';
  };
  const lines = Array.from({ length: 26 }, line);
  const show = () => { log.innerHTML = lines.join('\\n'); };
  show();
  setInterval(() => { lines.shift(); lines.push(line()); show(); }, 900);`;

export const readingsPage = `<meta charset="utf-8"><title>Readings of the day</title><style>
  body { margin: 0; padding: 30px 36px; background: #1b2233; color: #c9d4ea; font: 21px/1.62 "DejaVu Sans Mono", monospace; }
  b { color: #7fb7be; font-weight: normal; } h1 { font: 600 20px "DejaVu Sans", sans-serif; margin: 0 0 18px; color: #8f9dbb; }
  pre { margin: 0; font: inherit; }
</style><h1>Readings of the day</h1><pre id="log"></pre><script>${readings}</script>`;
