// <focus-entry src=".../quotes/latest.json"> shows an entry of the newsletter in a partner's page.
// All data is inserted as text, never as markup. If anything fails, the content between the tags stays.
let style; // fetched once

const ask = async (address) => {
  const reply = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!reply.ok) throw new Error(`${reply.status} at ${address}`);
  return reply;
};

const make = (name, part, ...inside) => {
  const element = document.createElement(name);
  element.className = element.part = part;
  element.append(...inside);
  return element;
};

// The width of texts in columns; a Chinese character takes two.
const columns = (texts) => [...texts.join("")].reduce((sum, one) => sum + (one > "\u2e7f" ? 2 : 1), 0);

const card = (item, feed) => {
  const said = item._syndication;
  const { section, value, speaker, role } = said;
  const quoted = section === "quotes";
  const large = { quotes: [said.text], numbers: [said.caption], questions: said.questions }[section] ?? [
    section === "issues" ? item.title : said.title,
  ];
  const texts = large.filter(Boolean);
  const small = { issues: [item.summary], discoveries: said.text }[section] ?? [];
  const wide = columns(texts) + (value ? 90 : 0);
  const size = wide > 480 ? "longest" : wide > 220 ? "long" : wide > 90 ? "medium" : "short";
  const one = make("article", "card");
  one.className += ` ${size}`;
  const put = (name, part, text) => {
    if (!text) return;
    const element = make(name, part, text);
    if (/\p{L}/u.test(element.textContent)) element.dir = "auto"; // a figure goes with the card
    one.append(element);
  };
  put("p", "heading", feed._syndication?.heading);
  put("p", "value", value);
  put("p", "context", said.context);
  for (const text of texts) put(quoted ? "blockquote" : "p", "text", quoted ? make("q", "quotation", text) : text);
  put("p", "speaker", speaker);
  put("p", "role", role);
  for (const text of small) put("p", "paragraph", text);
  put("p", "note", [said.source_title, said.source_author].filter(Boolean).join(" · "));
  const link = make("a", "link", feed._syndication?.newsletter ?? feed.title);
  if (/^https?:/.test(item.url)) link.href = item.url;
  const day = new Date(item.date_published.slice(0, 10)); // the printed date, in any time zone
  const date = day.toLocaleDateString(item.language, { dateStyle: "long", timeZone: "UTC" });
  const publisher = make("span", "publisher", feed.authors?.[0]?.name ?? "");
  one.append(make("p", "source", link, publisher, make("time", "date", date)));
  return one;
};

class FocusEntry extends HTMLElement {
  static observedAttributes = ["src", "count", "theme"];
  #turn = 0;

  attributeChangedCallback() {
    if (this.isConnected) this.connectedCallback();
  }

  async connectedCallback() {
    const turn = ++this.#turn;
    await null; // so that attributes set together cause one fetch
    if (turn !== this.#turn) return;
    try {
      const address = new URL(this.getAttribute("src"), document.baseURI);
      style ??= ask(new URL("embed.css", import.meta.url)).then(async (reply) =>
        new CSSStyleSheet().replace(await reply.text()),
      );
      const [feed, sheet] = await Promise.all([ask(address).then((reply) => reply.json()), style]);
      if (turn !== this.#turn) return;
      const items = feed.items.slice(0, Math.max(1, this.getAttribute("count") | 0));
      const cards = items.map((item) => card(item, feed));
      if (!cards.length) throw new Error(`nothing at ${address}`);
      const frame = make("div", "focus", ...cards);
      frame.lang = items[0].language;
      frame.dir = "auto";
      frame.classList.add(this.getAttribute("theme") || "auto");
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      root.replaceChildren(frame);
    } catch (error) {
      console.warn(`<focus-entry>: ${error.message}`);
    }
  }
}

if (!customElements.get("focus-entry")) customElements.define("focus-entry", FocusEntry);
