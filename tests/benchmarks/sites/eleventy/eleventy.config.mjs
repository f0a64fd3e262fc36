import { feedPlugin } from "@11ty/eleventy-plugin-rss";

export default function (eleventyConfig) {
  eleventyConfig.addCollection("newest", (all) => all.getFilteredByGlob("issues/*.md").reverse().slice(0, 20));
  eleventyConfig.addCollection("issues", (all) => all.getFilteredByGlob("issues/*.md"));
  eleventyConfig.addPlugin(feedPlugin, {
    type: "atom",
    outputPath: "/feed.xml",
    collection: { name: "issues", limit: 20 },
    metadata: {
      language: "en",
      title: "Focus This Week",
      base: "https://feeds.example.org/",
      author: { name: "China-US Focus" },
    },
  });
}
