// Looks for what a person reads: words of links, buttons and labels, as they stand on the page.
(() => {
  const norm = s => (s || '').replace(/[\s\u00a0\u202f]+/g, ' ').trim();
  const shown = el => el.getClientRects().length > 0 && getComputedStyle(el).visibility !== 'hidden';
  const bare = el => { // the words without hints, "(optional)" and what only a screen reader gets
    const c = el.cloneNode(true);
    c.querySelectorAll('.vh, .hint, .opt-l, [hidden]').forEach(x => x.remove());
    return norm(c.textContent);
  };
  const names = el => {
    const n = [norm(el.innerText), bare(el)];
    if (el.matches('input')) n.push(norm(el.value));
    if (el.hasAttribute('aria-label')) n.push(norm(el.getAttribute('aria-label')));
    return n;
  };
  const own = el => norm([...el.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join(' '));
  // The words that name a field whose label stands elsewhere: the heads of its row and its column.
  const labelled = el => norm((el.getAttribute('aria-labelledby') || '').split(/\s+/).map(id => id && document.getElementById(id)).filter(Boolean).map(x => x.innerText).join(' '));
  // What a reader sees of an element stands in its text, in this order, perhaps with hidden words between: whatever does not
  // hold the words so is not looked at closer, for that is slow and most of a page is something else.
  const bones = s => (s || '').replace(/\s+/g, '').toLowerCase();
  const holds = (text, want) => {
    const t = bones(text);
    let at = -1;
    for (const c of bones(want)) if ((at = t.indexOf(c, at + 1)) < 0) return false;
    return true;
  };
  const may = (el, want) => holds(el.textContent, want) || el.value !== undefined && holds(el.value, want) || holds(el.getAttribute('aria-label'), want);
  const says = (el, want) => may(el, want) && names(el).includes(norm(want));

  // The part of the page to look in: by the heading, legend, caption or row header that names it, or by selector.
  const scope = within => {
    let here = document.body;
    for (const w of within) {
      if (w.startsWith('css:')) {
        const el = here.querySelector(w.slice(4));
        if (!el) throw new Error('nothing matches ' + w);
        here = el;
        continue;
      }
      const heads = [...here.querySelectorAll('h1,h2,h3,h4,legend,caption,summary,th,td,dt,li,p,strong,b,a,span,label')]
        .filter(el => holds(el.textContent, w) && shown(el) && (says(el, w) || own(el) === norm(w)));
      const boxes = [...new Set(heads.map(el => el.closest('fieldset,tr,li,section,article,details,form,table,dl,aside,nav')).filter(b => b && here.contains(b) && b !== here))];
      const smallest = boxes.filter(b => !boxes.some(o => o !== b && b.contains(o)));
      if (smallest.length === 0) throw new Error('no part of the page is named "' + w + '"');
      // A group of questions goes before a section, that before a row, and a line of a list comes last.
      const rank = b => ['FIELDSET', 'SECTION,ARTICLE,ASIDE,NAV,DETAILS,FORM', 'TABLE,DL', 'TR', 'LI'].findIndex(r => r.split(',').includes(b.tagName));
      const best = Math.min(...smallest.map(rank));
      const parts = smallest.filter(b => rank(b) === best);
      if (parts.length > 1) throw new Error(parts.length + ' parts of the page are named "' + w + '"');
      here = parts[0];
    }
    return here;
  };

  // Several links to the same place are one.
  const together = list => list.length > 1 && list[0].href && list.every(el => el.href === list[0].href) ? list.slice(0, 1) : list;

  const one = (list, what) => {
    if (list.length === 0) throw new Error('there is no ' + what);
    if (list.length > 1) throw new Error(list.length + ' times ' + what + ': say within which part of the page');
    return list[0];
  };

  const finders = {
    // A link, button or summary, by its words.
    press(root, want) {
      const all = [...root.querySelectorAll('a[href],button,input[type=submit],input[type=button],summary')].filter(el => may(el, want) && shown(el) && says(el, want));
      return one(together(all), 'link or button "' + want + '"');
    },
    // A field, by the words of its label, by its own aria-label or by what aria-labelledby points to.
    field(root, want) {
      const byLabel = [...root.querySelectorAll('label')].filter(l => may(l, want) && shown(l) && says(l, want)).map(l => l.control).filter(Boolean);
      const byAria = [...root.querySelectorAll('input,select,textarea')].filter(el => (el.hasAttribute('aria-label') || el.hasAttribute('aria-labelledby')) && shown(el) && [norm(el.getAttribute('aria-label')), labelled(el)].includes(norm(want)));
      return one([...new Set([...byLabel, ...byAria])].filter(el => root.contains(el)), 'field labelled "' + want + '"');
    },
    // A radio or checkbox, by its label.
    choice(root, want) {
      const all = [...root.querySelectorAll('label')].filter(l => may(l, want) && shown(l) && says(l, want)).map(l => l.control)
        .filter(c => c && (c.type === 'radio' || c.type === 'checkbox'));
      return one([...new Set(all)], 'choice "' + want + '"');
    },
    css(root, want) { return one(together([...root.querySelectorAll(want)].filter(shown)), 'element ' + want); },
  };
  // Every field that one writes in or chooses from, by the words that name it, in the order of the page.
  const fields = root => [...root.querySelectorAll('input:not([type=hidden]):not([type=radio]):not([type=checkbox]),select,textarea')].filter(shown)
    .map(el => norm(el.getAttribute('aria-label')) || labelled(el) || (el.labels.length ? bare(el.labels[0]) : ''));
  return { scope, finders, fields, norm, shown };
})()
