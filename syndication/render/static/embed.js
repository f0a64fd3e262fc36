// <focus-entry src=".../latest.json"> shows an entry of the newsletter in a partner's page.
// All data is inserted as text, never as markup. If anything fails, the content between the tags stays.
let stylesheet; // fetched once

const request = async (address) => {
  const response = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!response.ok) throw new Error(`${response.status} at ${address}`);
  return response;
};

const createPart = (name, part, ...children) => {
  const element = document.createElement(name);
  element.className = element.part = part;
  element.append(...children);
  return element;
};

// The width of texts in columns; a Chinese character takes two.
const columns = (texts) => [...texts.join("")].reduce((sum, one) => sum + (one > "\u2e7f" ? 2 : 1), 0);

const createCard = (item, feed) => {
  const data = item._syndication;
  const { value, speaker, role, items = [] } = data;
  // The shape of an entry shows in its fields; one item alone is no list.
  const quoted = "speaker" in data;
  const [single] = items.length === 1 ? items : [];
  const large = data.questions ?? [
    "letter" in data ? item.title : quoted ? data.text : data.caption ?? single?.title ?? data.title,
  ];
  const texts = large.filter(Boolean);
  const small = "letter" in data ? [item.summary] : quoted ? [] : [...(data.text ?? []), ...(single?.text ?? [])];
  const width = columns(texts) + (value ? 90 : 0);
  const size = width > 480 ? "longest" : width > 220 ? "long" : width > 90 ? "medium" : "short";
  const article = createPart("article", "card");
  article.className += ` ${size}`;
  const append = (name, part, text) => {
    if (!text) return;
    const element = createPart(name, part, text);
    // A text without letters keeps the direction of the card.
    if (/\p{L}/u.test(element.textContent)) element.dir = "auto";
    article.append(element);
  };
  append("p", "heading", feed._syndication?.heading);
  append("p", "value", value);
  append("p", "context", data.context);
  for (const text of texts) {
    if (quoted) append("blockquote", "text", createPart("q", "quotation", text));
    else append("p", "text", text);
  }
  append("p", "speaker", speaker);
  append("p", "role", role);
  for (const text of small) append("p", "paragraph", text);
  for (const { title, text, url } of single ? [] : items) {
    const link = createPart("a", "link", title ?? "→");
    if (/^https?:/.test(url)) link.href = url;
    append("p", "paragraph", createPart("span", "item", link, " ", text.join(" ")));
  }
  append("p", "note", [data.source_title, data.source_author].filter(Boolean).join(" · "));
  const link = createPart("a", "link", feed._syndication?.newsletter ?? feed.title);
  if (/^https?:/.test(item.url)) link.href = item.url;
  const day = new Date(item.date_published.slice(0, 10)); // the printed date, in any time zone
  const date = day.toLocaleDateString(item.language, { dateStyle: "long", timeZone: "UTC" });
  const publisher = createPart("span", "publisher", feed.authors?.[0]?.name ?? "");
  article.append(createPart("p", "source", link, publisher, createPart("time", "date", date)));
  return article;
};

class FocusEntry extends HTMLElement {
  static observedAttributes = ["src", "count", "theme"];
  #update = 0;

  attributeChangedCallback() {
    if (this.isConnected) this.connectedCallback();
  }

  async connectedCallback() {
    const update = ++this.#update;
    await null; // so that attributes set together cause one fetch
    if (update !== this.#update) return;
    try {
      const address = new URL(this.getAttribute("src"), document.baseURI);
      stylesheet ??= request(new URL("embed.css", import.meta.url)).then(async (response) =>
        new CSSStyleSheet().replace(await response.text()),
      );
      const [feed, sheet] = await Promise.all([request(address).then((response) => response.json()), stylesheet]);
      if (update !== this.#update) return;
      const items = feed.items.slice(0, Math.max(1, this.getAttribute("count") | 0));
      const cards = items.map((item) => createCard(item, feed));
      if (!cards.length) throw new Error(`nothing at ${address}`);
      const frame = createPart("div", "focus", ...cards);
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
