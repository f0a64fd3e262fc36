// Read feeds with npm's rss-parser and feedsmith and check JSON Feeds by their schema.
// Arguments: addresses. Prints one JSON object: what each reader saw at each address.
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from "feedsmith";
import { createRequire } from "node:module";
import Parser from "rss-parser";

const require = createRequire(import.meta.url);
const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
const isJsonFeed = ajv.compile(require("jsonfeed-schema"));

const alternate = (links) => links.find((link) => link.rel === "alternate").href;

const feedsmith = {
  atom: (text) => {
    const feed = parseAtomFeed(text);
    return {
      title: feed.title?.value ?? feed.title,
      language: feed.xml?.lang,
      link: alternate(feed.links),
      entries: feed.entries.map((entry) => ({
        id: entry.id,
        title: entry.title?.value ?? entry.title,
        link: alternate(entry.links),
        published: entry.published,
        updated: entry.updated,
        language: entry.xml?.lang,
      })),
    };
  },
  rss: (text) => {
    const feed = parseRssFeed(text);
    return {
      title: feed.title,
      language: feed.language,
      link: feed.link,
      entries: feed.items.map((item) => ({
        id: item.guid.value,
        title: item.title,
        link: item.link,
        published: item.pubDate,
        updated: item.atom?.updated,
        language: item.dc?.languages?.[0] ?? item.dc?.language,
      })),
    };
  },
  json: (text) => {
    const feed = parseJsonFeed(text);
    return {
      title: feed.title,
      language: feed.language,
      link: feed.home_page_url,
      entries: feed.items.map((item) => ({
        id: item.id,
        title: item.title,
        link: item.url,
        published: item.date_published,
        updated: item.date_modified,
        language: item.language,
      })),
    };
  },
};

const rssParser = async (text) => {
  const parser = new Parser({ customFields: { feed: ["language"], item: ["dc:language"] } });
  const feed = await parser.parseString(text);
  return {
    title: feed.title,
    link: feed.link,
    entries: feed.items.map((item) => ({
      id: item.guid ?? item.id,
      title: item.title,
      link: item.link,
      published: item.isoDate,
    })),
  };
};

const seen = {};
for (const address of process.argv.slice(2)) {
  const text = await (await fetch(address)).text();
  const format = new URL(address).pathname.split(".").pop();
  seen[address] = { feedsmith: feedsmith[format](text) };
  if (format === "json") {
    isJsonFeed(JSON.parse(text));
    seen[address].complaints = (isJsonFeed.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  } else {
    seen[address].rssParser = await rssParser(text);
  }
}
console.log(JSON.stringify(seen));
