import { type ProgramContent, programParts } from './programs.ts';
import { Writer } from './writer.ts';

/** One window with its place, in shares of the desktop. */
export interface WindowPlan {
  readonly content: ProgramContent;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A whole screen: windows (the last one is on top and has the focus), a panel with a clock, a pointer. */
export interface ScreenPlan {
  readonly id: string;
  /** Screens of one family share a window layout and differ in the text. */
  readonly family: string | null;
  readonly width: number;
  readonly height: number;
  readonly theme: 'light' | 'dark';
  readonly seed: number;
  readonly windows: readonly WindowPlan[];
  /** Which variants are made of it. */
  readonly variants: 'all' | 'few';
}

const panelPixels = 34;

/** The page that draws a screen. It loads nothing, moves nothing by itself, and looks the same every time. */
export function screenPage(screen: ScreenPlan): string {
  const writer = new Writer(screen.seed + 77);
  const extra: ProgramContent = {
    program: writer.pick(['terminal', 'document', 'files', 'chat', 'photos'] as const),
    layoutSeed: screen.seed + 501,
    textSeed: screen.seed + 502,
  };
  const extraPlace = {
    left: 0.12 + writer.random() * 0.2,
    top: 0.1 + writer.random() * 0.15,
    width: 0.55,
    height: 0.6,
  };
  const clock = writer.time();
  const apps = Array.from(
    { length: 6 },
    () => `<span class="launcher" style="background:hsl(${writer.whole(0, 359)} 40% 50%)"></span>`,
  ).join('');
  const windows = screen.windows.map((plan, index) =>
    windowHtml(plan, index === screen.windows.length - 1 ? 'focus' : ''),
  );
  return `<!doctype html><html><head><meta charset="utf-8"><style>${css}</style></head><body class="${screen.theme}" style="--wall:${writer.photo()}">
<div id="panel">${apps}<span class="names">${screen.windows.map((plan) => programParts(plan.content).title.slice(0, 18)).join(' · ')}</span><span id="clock" data-later="${minuteAfter(clock)}">${clock}</span></div>
<div id="desktop">${windows.join('')}${windowHtml({ content: extra, ...extraPlace }, 'extra')}</div>
<svg id="pointer" width="16" height="24" viewBox="0 0 16 24" style="left:${Math.round(screen.width * (0.3 + writer.random() * 0.4))}px;top:${Math.round(screen.height * (0.3 + writer.random() * 0.4))}px"><path d="M1 1 L1 18 L5 14 L8 22 L11 21 L8 13 L14 13 Z" fill="#fff" stroke="#000"/></svg>
</body></html>`;
}

function windowHtml(plan: WindowPlan, state: string): string {
  const { title, html } = programParts(plan.content);
  const percent = (share: number) => `${(share * 100).toFixed(3)}%`;
  return `<section class="window ${plan.content.program} ${state}" style="left:${percent(plan.left)};top:${percent(plan.top)};width:${percent(plan.width)};height:${percent(plan.height)}"><header><span>${title}</span><span>– □ ×</span></header><div class="inside">${html}</div></section>`;
}

function minuteAfter(time: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const later = hours * 60 + minutes + 1;
  return `${String(Math.floor(later / 60) % 24).padStart(2, '0')}:${String(later % 60).padStart(2, '0')}`;
}

const css = `
*{box-sizing:border-box;margin:0;padding:0}
body{--bg:#fff;--fg:#202226;--soft:#f1f2f4;--rule:#d5d8dd;--bar:#e4e6ea;--mark:#dbe7ff;--key:#7a2fb5;--call:#0b61a4;--text:#1d7a3c;--num:#a8500f;--note:#7d838c;
 width:100vw;height:100vh;overflow:hidden;background:var(--wall);color:var(--fg);font:14px "DejaVu Sans",sans-serif}
body.dark{--bg:#1e1f24;--fg:#d7dae0;--soft:#26282e;--rule:#3a3d45;--bar:#2d3037;--mark:#2c3d5c;--key:#c792ea;--call:#82aaff;--text:#a5d6a7;--num:#f4a261;--note:#7f8792}
#panel{height:${panelPixels}px;background:#22252b;color:#e8e8e8;display:flex;align-items:center;gap:10px;padding:0 12px}
.launcher{width:20px;height:20px;border-radius:5px}.names{flex:1;font-size:12px;white-space:nowrap;overflow:hidden}
#desktop{position:relative;height:calc(100vh - ${panelPixels}px)}#pointer{position:fixed;z-index:9}
.window{position:absolute;display:flex;flex-direction:column;background:var(--bg);border:1px solid #0006;overflow:hidden}
.window.extra{display:none}body.with-extra .window.extra{display:flex}
.window>header{height:28px;background:var(--bar);display:flex;justify-content:space-between;align-items:center;padding:0 10px;font-size:13px;border-bottom:1px solid var(--rule)}
.focus>header{font-weight:bold}.inside{flex:1;display:flex;min-height:0}
.column{flex:1;display:flex;flex-direction:column;min-width:0}.pane{flex:1;overflow-y:scroll;overflow-x:hidden;min-height:0;scroll-behavior:auto}
.side{width:220px;background:var(--soft);border-right:1px solid var(--rule);overflow:hidden;flex-shrink:0}.rail{width:44px;background:var(--bar)}
.entry{padding:5px 10px;white-space:nowrap;font-size:13px}.foot,.tabs,.tools,.address,.formula{background:var(--soft);border-bottom:1px solid var(--rule);display:flex;align-items:center;gap:10px;padding:4px 10px;min-height:28px;font-size:12px;white-space:nowrap;overflow:hidden}
.tab{padding:4px 12px}.tab.on{background:var(--bg)}.tool{width:24px;text-align:center;border:1px solid var(--rule)}
.search{background:var(--bg);border:1px solid var(--rule);border-radius:10px;padding:2px 12px;min-width:240px;height:22px;display:inline-block;white-space:nowrap;overflow:hidden}
.code{font:13px/19px "DejaVu Sans Mono",monospace;white-space:nowrap;padding:4px 10px}.code .line{height:19px}
.numbered{counter-reset:n}.numbered .line::before{counter-increment:n;content:counter(n);display:inline-block;width:40px;color:var(--note)}
.code b{color:var(--key);font-weight:normal}.code i{color:var(--call);font-style:normal}.code s{color:var(--text);text-decoration:none}.code u{color:var(--num);text-decoration:none}.code em{color:var(--note)}
.screen{background:#14161a;color:#cfd3da}.light .screen{background:#fffef4;color:#22252b}
#desktop .caret{position:absolute;width:2px;height:19px;background:var(--fg)}.blank{white-space:nowrap;overflow:hidden}.line{min-height:19px}
.inbox{width:330px}.message{padding:8px 10px;border-bottom:1px solid var(--rule);font-size:13px;display:grid;grid-template-columns:1fr auto}.message p{grid-column:1/3;color:var(--note);white-space:nowrap;overflow:hidden}.message.on{background:var(--mark)}
.head{padding:10px 18px;border-bottom:1px solid var(--rule);display:flex;flex-direction:column;gap:4px}.prose{padding:14px 18px;line-height:22px}.prose .line{min-height:22px}
.desk{background:var(--bar)}.sheet{background:var(--bg);width:min(860px,90%);margin:24px auto;padding:60px 70px;min-height:1200px;font:16px/24px "DejaVu Serif",serif;box-shadow:0 1px 4px #0004}.sheet h1{font-size:26px;line-height:40px}.sheet .line{min-height:24px}
.talk{padding:12px 18px}.talk .line{display:flex;gap:10px;padding:7px 0;line-height:20px}.face{width:30px;height:30px;border-radius:15px;display:inline-block;flex-shrink:0}.people .entry{display:flex;gap:8px;align-items:center}.people .face{width:20px;height:20px}
.compose{border:1px solid var(--rule);margin:10px 18px;padding:10px;min-height:42px}
.row{display:flex;border-bottom:1px solid var(--rule);height:24px}.tall{height:30px;align-items:center}.cell{width:110px;flex-shrink:0;padding:3px 8px;border-right:1px solid var(--rule);font-size:13px;white-space:nowrap;overflow:hidden;text-align:right}.cell.wide{width:290px;text-align:left}.headings{background:var(--soft);font-weight:bold}
.cards{padding:14px}.cardrow{display:flex;gap:14px;margin-bottom:14px}.card{flex:1;border:1px solid var(--rule);border-radius:8px;padding:12px;background:var(--soft);min-width:0;font-size:13px}.card p{white-space:nowrap;overflow:hidden;color:var(--note)}.bars{display:flex;align-items:flex-end;gap:3px;height:110px}.bars span{flex:1}.card svg{width:100%;height:110px;display:block}
.page{line-height:26px}.masthead{font:bold 30px "DejaVu Serif",serif;padding:18px 12%;border-bottom:3px solid var(--fg)}nav{display:flex;gap:26px;padding:8px 12%;border-bottom:1px solid var(--rule)}article{width:min(760px,86%);margin:20px auto;font:17px/27px "DejaVu Serif",serif}article h1{font-size:32px;line-height:44px}article .line{margin-bottom:18px}.by{color:var(--note)}.figure{height:330px}
.strip{display:flex;gap:12px;margin:12px}.strip figure{flex:1}.strip figure div{height:190px}.strip figcaption{font-size:12px;padding:4px;white-space:nowrap;overflow:hidden}
`;
