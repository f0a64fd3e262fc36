// Read the content of feeds with five packages of npm, three of which are built on fast-xml-parser.
// Arguments: addresses. Prints one JSON object: for each address what each reader saw, by the entries' ids.
import { extract } from "@extractus/feed-extractor";
import { read } from "feed-reader";
import { parseAtomFeed, parseRssFeed } from "feedsmith";
import { createRequire } from "node:module";
import Parser from "rss-parser";

const require = createRequire(import.meta.url);
const { parse: rssToJson } = require("rss-to-json");

const rss = (address) => address.endsWith(".rss");
const text = async (address) => (await fetch(address)).text();
const whole = (entry) => ({
  id: entry.guid?.["#text"] ?? entry.id,
  content: entry["content:encoded"] ?? entry.content?.["#text"] ?? entry.content,
});

const readers = {
  "rss-to-json": async (address) => (await rssToJson(address)).items.map((item) => [item.id, item.content]),
  "feed-reader": async (address) => {
    const feed = await read(address, { getExtraEntryFields: whole });
    return feed.entries.map((entry) => [entry.id, entry.content]);
  },
  "feed-extractor": async (address) => {
    const feed = await extract(address, { getExtraEntryFields: whole });
    return feed.entries.map((entry) => [entry.id, entry.content]);
  },
  "rss-parser": async (address) => {
    const feed = await new Parser().parseString(await text(address));
    return feed.items.map((item) => [item.guid ?? item.id, item["content:encoded"] ?? item.content]);
  },
  feedsmith: async (address) =>
    rss(address)
      ? parseRssFeed(await text(address)).items.map((item) => [item.guid.value, item.content.encoded])
      : parseAtomFeed(await text(address)).entries.map((entry) => [entry.id, entry.content.value ?? entry.content]),
};

const seen = {};
for (const address of process.argv.slice(2)) {
  seen[address] = {};
  for (const [name, reader] of Object.entries(readers)) {
    seen[address][name] = await reader(address).then(Object.fromEntries, String);
  }
}
console.log(JSON.stringify(seen));
