// What other people's programs make of a page, one of them as named: node consume.mjs CONSUMER URL
const [consumer, url] = process.argv.slice(2);
const consumers = {
  async oembetter() {
    const { default: oembetter } = await import("oembetter");
    return new Promise((done, failed) =>
      oembetter().fetch(url, (error, answer) => (error ? failed(error) : done(answer))),
    );
  },
  async "unfurl.js"() {
    const { unfurl } = await import("unfurl.js");
    const { oEmbed } = await unfurl(url);
    return oEmbed;
  },
  async preview() {
    const { unfurl } = await import("unfurl.js");
    const { open_graph, twitter_card } = await unfurl(url, { oembed: false });
    return { open_graph, twitter_card };
  },
  async "oembed-extractor"() {
    const { extract } = await import("@extractus/oembed-extractor");
    return extract(url);
  },
};
console.log(JSON.stringify(await consumers[consumer]()));
