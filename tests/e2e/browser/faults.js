// What is wrong with the page that is open, in words; axe has been loaded before.
async (rules) => {
  return [...(await breaches()), ...smallTargets(), ...missingGlyphs(), ...sideways()];

  async function breaches() {
    const { violations } = await axe.run(document, { runOnly: rules });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary}`)
    );
  }

  // What may be pressed and is no word in a running text (WCAG 2.2 s.2.5.8 lets those be): 44 pixels must be
  // its own, across and down through its middle.
  function smallTargets() {
    const alone = (one) => one.matches("button, summary, input") || one.parentElement.innerText.trim() === one.innerText.trim();
    return [...document.querySelectorAll("a, button, summary, input:not([type=checkbox]), fieldset label")]
      .filter((one) => one.checkVisibility() && !one.matches(".skip") && alone(one))
      .filter((one) => !hit(one))
      .map((one) => `too small to press: ${one.outerHTML.slice(0, 120)}`);
  }

  function hit(one) {
    one.scrollIntoView({ block: "center", behavior: "instant" });
    const { x, y, width, height } = (one.closest(".brief") ?? one).getBoundingClientRect();
    const [middle, level] = [x + width / 2, y + height / 2];
    const edges = [[-21, 0], [21, 0], [0, -21], [0, 21]];
    return edges.every(([over, down]) => one.contains(document.elementFromPoint(middle + over, level + down)));
  }

  // Draws every character of the page in its face, and looks whether it is what is drawn for none.
  function missingGlyphs() {
    const canvas = new OffscreenCanvas(40, 40);
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    const drawn = (text, face) => {
      brush.clearRect(0, 0, 40, 40);
      brush.font = `24px ${face}`;
      brush.fillText(text, 4, 30);
      return brush.getImageData(0, 0, 40, 40).data.join();
    };
    const faces = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode()); ) {
      const face = getComputedStyle(node.parentElement).fontFamily;
      const characters = faces.get(face) ?? faces.set(face, new Set()).get(face);
      for (const one of node.data.replace(/[\s\p{Default_Ignorable_Code_Point}]/gu, "")) characters.add(one);
    }
    return [...faces].flatMap(([face, characters]) => {
      const nothing = drawn("\u{10fffd}", face);
      const missing = [...characters].filter((one) => drawn(one, face) === nothing);
      return missing.map((one) => `no glyph for ${one} in ${face}`);
    });
  }

  function sideways() {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [`scrolls sideways by ${scrollWidth - clientWidth}`] : [];
  }
};
