// Walk feeds with feedsmith from the address of each subscription document back to the oldest entry.
// Arguments: addresses. Prints one JSON object: by address, the date and the last change of every entry by its id.
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from "feedsmith";

const hrefOf = (links, relation) => links?.find((link) => link.rel === relation)?.href;

const read = {
  atom: (text) => {
    const feed = parseAtomFeed(text);
    return {
      before: hrefOf(feed.links, "prev-archive"),
      entries: (feed.entries ?? []).map((entry) => [entry.id, entry.published, entry.updated]),
    };
  },
  rss: (text) => {
    const feed = parseRssFeed(text);
    return {
      before: hrefOf(feed.atom?.links, "prev-archive"),
      entries: (feed.items ?? []).map((item) => [item.guid.value, item.pubDate, item.atom.updated]),
    };
  },
  json: (text) => {
    const feed = parseJsonFeed(text);
    return {
      before: feed.next_url,
      entries: (feed.items ?? []).map((item) => [item.id, item.date_published, item.date_modified]),
    };
  },
};

const found = {};
for (const address of process.argv.slice(2)) {
  const entries = {};
  for (let next = address; next; ) {
    const document = read[address.split(".").pop()](await (await fetch(next)).text());
    for (const [id, ...dates] of document.entries) {
      entries[id] = dates.map((date) => new Date(date).toISOString());
    }
    next = document.before;
  }
  found[address] = entries;
}
console.log(JSON.stringify(found));
