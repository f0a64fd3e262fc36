// Copy buttons, the system’s share sheet and the preview of custom feeds; pages work without this script.

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) break; // only in secure contexts
  button.hidden = false;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = label), 2000);
  });
}

for (const button of document.querySelectorAll("button[data-share]")) {
  if (!navigator.share) break; // where the system has no sheet for it
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ title: document.title, url: button.dataset.share });
    } catch {} // the reader closed the sheet
  });
}

for (const field of document.querySelectorAll(".address input")) field.addEventListener("focus", () => field.select());

const form = document.querySelector("form[data-feed]");
if (form) {
  const result = form.querySelector(".result");
  let previous; // the AbortController of the previous request

  const update = async () => {
    previous?.abort();
    const controller = (previous = new AbortController());
    const fields = [...new FormData(form)].filter(([, value]) => value.trim());
    const address = new URL(form.dataset.feed, document.baseURI);
    address.search = new URLSearchParams(fields);
    try {
      const response = await fetch(address, { signal: controller.signal });
      const { items = [], problems = [] } = await response.json();
      showResult(response.url.replace("/feed.json", "/feed.atom"), items.slice(0, 3), problems);
    } catch (error) {
      if (error.name !== "AbortError") result.hidden = true;
    }
  };

  const message = result.querySelector("p:last-child");
  const noMatches = message.textContent;
  const showResult = (address, items, problems) => {
    result.hidden = false;
    form.querySelector(".buttons").hidden = true; // the address can be copied, so nobody need look at a feed's source
    result.querySelector("code").textContent = address;
    result.querySelector("button").dataset.copy = address;
    const lines = items.map((item) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      line.lang = item.language;
      link.href = item.url;
      link.textContent = item.title;
      line.append(link);
      return line;
    });
    result.querySelector("ol").replaceChildren(...lines);
    message.hidden = lines.length > 0;
    message.textContent = problems.join(" ") || noMatches;
  };

  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(update, 250);
  });
  update();
}
