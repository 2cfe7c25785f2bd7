/** What is changed on a drawn screen. */
export type PageChange =
  | 'base'
  | 'changed_word'
  | 'changed_line'
  | 'typed_line'
  | 'inserted_line'
  | 'cursor'
  | 'clock'
  | 'another_window'
  | 'another_theme'
  | 'scroll';

/**
 * Changes the drawn screen, after undoing what the last call changed, and returns how many pixels its text moved up,
 * or null where there is nothing to change. Runs inside the page, so it must not use anything from outside of itself.
 */
export function varyPage(request: {
  change: PageChange;
  /** How far to scroll: in lines, or in a share of what is in sight. */
  lines?: number;
  share?: number;
}): number | null {
  const keeper = window as unknown as { pristine?: string };
  const body = document.body;
  const find = (selector: string) => body.querySelector<HTMLElement>(selector);
  if (keeper.pristine === undefined) {
    for (const inbox of body.querySelectorAll<HTMLElement>('.inbox')) {
      inbox.children[Number(inbox.dataset.selected)]?.classList.add('on');
    }
    // The bar that marks where a person types.
    const caret = document.createElement('span');
    caret.className = 'caret';
    find('.focus .blank')?.after(caret);
    keeper.pristine = body.innerHTML;
  } else {
    body.innerHTML = keeper.pristine;
    body.classList.remove('with-extra');
    if (body.dataset.theme) body.className = body.dataset.theme;
  }
  body.dataset.theme = body.className;
  const pane = find('.focus .pane');
  if (!pane) throw new Error('The screen has no window with a focus.');
  for (const each of body.querySelectorAll<HTMLElement>('.pane')) each.scrollTop = 0;
  const lines = [...pane.querySelectorAll<HTMLElement>('.line')];
  const middle = pane.getBoundingClientRect().top + pane.clientHeight * 0.4;
  const words = (element: HTMLElement) => element.textContent?.match(/[a-z]{4,}/g)?.length ?? 0;
  const inSight = lines.filter((line) => line.getBoundingClientRect().bottom <= pane.getBoundingClientRect().bottom);
  const texts = inSight.filter((line) => words(line) >= 3);
  const distance = (line: HTMLElement) => Math.abs(line.getBoundingClientRect().top - middle);
  const target = texts.sort((a, b) => distance(a) - distance(b))[0] ?? lines.find((line) => words(line) > 0);
  /** Other letters of the same width or nearly so, lest the lines break elsewhere and everything below moves. */
  const alike = ['aeo', 'nu', 'bdpq', 'gh', 'il', 'rtf', 'csz', 'vxyk', 'mw'];
  const rewrite = (text: string) =>
    text.replace(/[a-z]/g, (letter) => {
      const group = alike.find((letters) => letters.includes(letter)) ?? letter;
      return group[(group.indexOf(letter) + 1) % group.length] ?? letter;
    });
  const rewriteIn = (root: Node, most: number) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    let left = most;
    for (let node = walker.nextNode(); node && left > 0; node = walker.nextNode()) {
      node.nodeValue = (node.nodeValue ?? '').replace(/[A-Za-z]{4,}/g, (word) => {
        left -= 1;
        return left >= 0 ? rewrite(word) : word;
      });
    }
  };
  const lineHeight = 19;
  switch (request.change) {
    case 'base':
      return 0;
    case 'changed_word':
      if (!target) return null;
      rewriteIn(target, 1);
      return 0;
    case 'changed_line':
      if (!target) return null;
      // A line as it is seen: of a paragraph that fills several, about a dozen words.
      rewriteIn(target, 12);
      return 0;
    case 'typed_line': {
      const blank = find('.focus .blank');
      if (!blank) return null;
      blank.textContent = 'a quick note that was typed while nobody else looked at it';
      return 0;
    }
    case 'inserted_line': {
      if (!target) return null;
      const copy = target.cloneNode(true) as HTMLElement;
      rewriteIn(copy, 1000);
      target.before(copy);
      return 0;
    }
    case 'cursor': {
      const pointer = find('#pointer');
      if (!pointer) return null;
      pointer.style.left = `${(Number.parseInt(pointer.style.left, 10) * 1.37 + 61) % (innerWidth * 0.9)}px`;
      pointer.style.top = `${(Number.parseInt(pointer.style.top, 10) * 1.21 + 43) % (innerHeight * 0.9)}px`;
      const caret = find('.focus .caret');
      if (caret && target) target.append(caret);
      return 0;
    }
    case 'clock': {
      const clock = find('#clock');
      if (clock) clock.textContent = clock.dataset.later ?? null;
      return 0;
    }
    case 'another_window':
      body.classList.add('with-extra');
      return 0;
    case 'another_theme': {
      body.classList.toggle('dark');
      body.classList.toggle('light');
      return 0;
    }
    case 'scroll': {
      const step = Math.round(request.share ? request.share * pane.clientHeight : (request.lines ?? 0) * lineHeight);
      pane.scrollTop = step;
      return pane.scrollTop === step ? step : null;
    }
  }
}
