import { Writer } from './writer.ts';

/** The programs that the made-up screens show. */
export const programNames = [
  'editor',
  'terminal',
  'mail',
  'document',
  'chat',
  'spreadsheet',
  'dashboard',
  'article',
  'files',
  'photos',
] as const;
export type ProgramName = (typeof programNames)[number];

/** What a program shows. What stands around the text comes of one seed, the text of another. */
export interface ProgramContent {
  readonly program: ProgramName;
  readonly layoutSeed: number;
  readonly textSeed: number;
  /** Only a few lines of text in a window made for many. */
  readonly short?: boolean;
}

interface ProgramParts {
  readonly title: string;
  /** The inside of the window. One `.pane` scrolls; in it, every `.line` is a line of text, `.blank` one to type in. */
  readonly html: string;
}

const line = (inner: string, name = ''): string => `<div class="line ${name}">${inner}</div>`;
const blank = '<div class="line blank"></div>';
const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('');

/** Lines with an empty one to type in after the first few. */
function lines(count: number, make: (index: number) => string, blankAt = Math.min(9, count - 1)): string {
  return many(count, (index) => (index === blankAt ? blank : line(make(index))));
}

type Make = (layout: Writer, text: Writer, short: boolean) => ProgramParts;

const makers: Readonly<Record<ProgramName, Make>> = {
  editor: (layout, text, short) => {
    const tree = many(
      34,
      () => `<div class="entry">${'&nbsp;'.repeat(layout.whole(0, 3) * 3)}▸ ${layout.noun()}-${layout.noun()}.ts</div>`,
    );
    const file = `${text.noun()}-${text.noun()}.ts`;
    let depth = 0;
    const code = lines(short ? 14 : 190, () => {
      depth = Math.max(0, Math.min(5, depth + text.whole(-1, 1)));
      return text.random() < 0.08 ? '&nbsp;' : text.codeLine(depth);
    });
    return {
      title: `${file} – workspace`,
      html: `<div class="rail"></div><div class="side">${tree}</div><div class="column"><div class="tabs"><span class="tab on">${file}</span><span class="tab">${layout.noun()}.ts</span><span class="tab">${layout.noun()}.json</span></div><div class="pane code numbered">${code}</div><div class="foot">main ⎇ &nbsp; Ln ${text.whole(1, 400)}, Col ${text.whole(1, 90)} &nbsp; UTF-8</div></div>`,
    };
  },
  terminal: (layout, text, short) => ({
    title: `user@desk: ~/${layout.noun()}`,
    html: `<div class="column"><div class="pane code screen">${lines(short ? 7 : 200, () => text.shellLine())}</div></div>`,
  }),
  mail: (layout, text, short) => {
    const inbox = many(
      26,
      (index) =>
        `<div class="message ${index === 0 ? '' : ''}" data-at="${index}"><b>${layout.name()}</b><span>${layout.time()}</span><p>${layout.title()}</p></div>`,
    );
    const selected = text.whole(0, 11);
    const body = lines(short ? 7 : 90, (index) => (index % 6 === 5 ? '&nbsp;' : text.paragraph(1)));
    return {
      title: 'Inbox – Mail',
      html: `<div class="side folders">${many(12, () => `<div class="entry">✉ ${layout.noun()}</div>`)}</div><div class="side inbox" data-selected="${selected}">${inbox}</div><div class="column"><div class="head"><h2>${text.title()}</h2><div>${text.name()} &lt;${text.noun()}@example.org&gt;</div></div><div class="pane prose">${body}</div></div>`,
    };
  },
  document: (layout, text, short) => ({
    title: `${text.title()} – Writer`,
    html: `<div class="column"><div class="tools">${many(24, () => `<span class="tool">${layout.pick(['B', 'I', 'U', '¶', '≡', '⇤', '⇥', '✂', '⎘'])}</span>`)}</div><div class="pane desk"><div class="sheet"><h1>${text.title()}</h1>${lines(short ? 6 : 80, (index) => (index % 7 === 6 ? '&nbsp;' : text.paragraph(2)), short ? 5 : 6)}</div></div><div class="foot">Page 1 of ${short ? 1 : 9} &nbsp; ${text.whole(100, 9000)} words</div></div>`,
  }),
  chat: (layout, text, short) => {
    const people = many(
      22,
      () =>
        `<div class="entry"><span class="face" style="background:hsl(${layout.whole(0, 359)} 45% 55%)"></span>${layout.name()}</div>`,
    );
    const said = many(short ? 5 : 70, (index) =>
      line(
        `<span class="face" style="background:hsl(${text.whole(0, 359)} 45% 55%)"></span><span><b>${text.name()}</b> <i>${text.time()}</i><br>${text.paragraph(text.whole(1, 2))}</span>`,
        index % 3 === 0 ? 'mine' : '',
      ),
    );
    return {
      title: `# ${text.noun()} – Chat`,
      html: `<div class="side people">${people}</div><div class="column"><div class="head"><h2># ${text.noun()}</h2></div><div class="pane talk">${said}</div><div class="compose"><div class="line blank"></div></div></div>`,
    };
  },
  spreadsheet: (layout, text, short) => {
    const letters = 'ABCDEFGHIJKLMN'.split('');
    const rows = many(short ? 9 : 120, (index) =>
      index === 8
        ? `<div class="line row"><span class="cell">${index + 1}</span><span class="cell wide blank"></span></div>`
        : `<div class="line row"><span class="cell">${index + 1}</span><span class="cell wide">${text.title()}</span>${many(12, () => `<span class="cell">${text.random() < 0.85 ? (text.random() * 10_000).toFixed(2) : ''}</span>`)}</div>`,
    );
    return {
      title: `${text.noun()}.ods – Calc`,
      html: `<div class="column"><div class="tools">${many(20, () => `<span class="tool">${layout.pick(['Σ', '%', '€', 'B', '▦', '⤓', '⇅'])}</span>`)}</div><div class="formula">=SUM(C2:C${text.whole(10, 120)})</div><div class="row headings">${letters.map((letter, index) => `<span class="cell ${index === 1 ? 'wide' : ''}">${index === 0 ? '' : letter}</span>`).join('')}</div><div class="pane grid">${rows}</div></div>`,
    };
  },
  dashboard: (layout, text, short) => {
    const bars = () =>
      `<div class="bars">${many(28, () => `<span style="height:${text.whole(5, 100)}%;background:hsl(${layout.whole(190, 260)} 60% 55%)"></span>`)}</div>`;
    const curve = () => {
      const points = Array.from({ length: 40 }, (_, index) => `${index * 10},${text.whole(10, 110)}`).join(' ');
      return `<svg viewBox="0 0 390 120" preserveAspectRatio="none"><polyline points="${points}" fill="none" stroke="hsl(${text.whole(0, 359)} 70% 50%)" stroke-width="2"/></svg>`;
    };
    const card = () =>
      `<div class="card"><b>${text.title()}</b><h2>${text.whole(100, 99_999)}</h2>${text.random() < 0.5 ? bars() : curve()}<p>${text.clause()}</p></div>`;
    return {
      title: `${layout.title()} – Dashboard`,
      html: `<div class="side dark">${many(14, () => `<div class="entry">◈ ${layout.noun()}</div>`)}</div><div class="column"><div class="head"><h2>${text.title()}</h2><div class="search blank"></div></div><div class="pane cards">${many(short ? 1 : 9, () => line(many(4, card), 'cardrow'))}</div></div>`,
    };
  },
  article: (layout, text, short) => {
    const body = many(short ? 3 : 34, (index) =>
      index % 7 === 3 && !short
        ? line('', `figure" style="background:${text.photo()}`)
        : line(text.paragraph(text.whole(3, 6))),
    );
    return {
      title: `${text.title()} – Browser`,
      html: `<div class="column"><div class="address"><span>← → ⟳</span><span class="search">https://${layout.noun()}.example.org/${text.noun()}-${text.noun()}</span></div><div class="pane page"><div class="masthead">${layout.title()}</div><nav>${many(7, () => `<span>${layout.noun()}</span>`)}<span class="search blank"></span></nav><article><h1>${text.title()} ${text.pick(['and', 'or', 'without'])} ${text.noun()}</h1><p class="by">${text.name()}, ${text.whole(1, 28)} March</p>${body}</article></div></div>`,
    };
  },
  files: (layout, text, short) => ({
    title: `${text.noun()} – Files`,
    html: `<div class="side">${many(14, () => `<div class="entry">🗀 ${layout.noun()}</div>`)}</div><div class="column"><div class="address"><span>← → ↑</span><span class="search">/home/user/${text.noun()}/${text.noun()}</span><span class="search blank"></span></div><div class="row headings"><span class="cell wide">Name</span><span class="cell">Size</span><span class="cell wide">Changed</span></div><div class="pane grid">${many(short ? 5 : 120, () => line(`<span class="cell wide">${text.random() < 0.3 ? '🗀' : '🗎'} ${text.noun()}-${text.noun()}${text.random() < 0.3 ? '' : `.${text.pick(['txt', 'pdf', 'png', 'ods'])}`}</span><span class="cell">${text.whole(1, 990)} kB</span><span class="cell wide">${text.whole(1, 28)} ${text.pick(['Jan', 'Feb', 'Mar', 'Apr', 'May'])} ${text.time()}</span>`, 'row tall'))}</div><div class="foot">${text.whole(20, 400)} items</div></div>`,
  }),
  photos: (layout, text, short) => ({
    title: `${text.title()} – Photos`,
    html: `<div class="column"><div class="address"><span>◀ ▶</span><span class="search">${layout.title()}</span><span class="search blank"></span></div><div class="pane album">${many(
      short ? 1 : 12,
      () =>
        line(
          many(
            5,
            () =>
              `<figure><div style="background:${text.photo()}"></div><figcaption>${text.title()}</figcaption></figure>`,
          ),
          'strip',
        ),
    )}</div></div>`,
  }),
};

/** The title and the inside of a window of this program. */
export function programParts(content: ProgramContent): ProgramParts {
  const layout = new Writer(content.layoutSeed);
  const text = new Writer(content.textSeed + 1_000_003);
  return makers[content.program](layout, text, content.short === true);
}
