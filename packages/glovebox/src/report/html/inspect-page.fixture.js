// What a test does inside of a report's page. It is read as text and evaluated there: the tests have no types of a browser.
globalThis.inspected = {
  /** Opens everything that is folded or not yet drawn. */
  unfold() {
    for (let round = 0; round < 50; round++) {
      const more = [...document.querySelectorAll('button.more')].filter((one) => !one.closest('[hidden]'));
      if (more.length === 0) break;
      for (const button of more) button.click();
    }
    for (const details of document.querySelectorAll('details')) details.open = true;
  },

  /** Elements with the names of their attributes, and how many of each there are. */
  elements() {
    const found = {};
    for (const element of document.querySelectorAll('*')) {
      // What marks a character that was made visible, and a line of a file, are there as often as the text has them.
      if (element.matches('.escaped, .break, ins')) continue;
      const names = [...element.attributes].map(({ name }) => name).sort();
      const key = `${element.tagName} ${names.join(' ')}`;
      found[key] = (found[key] ?? 0) + 1;
    }
    return found;
  },

  /** What axe says that is more than a light matter. */
  async faults() {
    const { violations } = await globalThis.axe.run();
    return violations
      .map(({ id, impact, nodes }) => `${impact}: ${id} ${nodes[0]?.html.slice(0, 200)}`)
      .filter((fault) => /^(serious|critical)/.test(fault));
  },

  /** Whether a script that somebody adds is run. */
  runsAnother() {
    const script = document.createElement('script');
    script.textContent = 'globalThis.owned = true';
    document.body.append(script);
    return 'owned' in globalThis;
  },

  count: () => document.querySelectorAll('*').length,
  beyondScreen: () => document.documentElement.scrollWidth - innerWidth,
};
