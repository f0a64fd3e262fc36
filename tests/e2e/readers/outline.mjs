// Read a list of feeds with feedsmith. Arguments: addresses. Prints one JSON object: what it saw at each address.
import { parseOpml } from "feedsmith";

const seen = {};
for (const address of process.argv.slice(2)) {
  seen[address] = parseOpml(await (await fetch(address)).text());
}
console.log(JSON.stringify(seen));
