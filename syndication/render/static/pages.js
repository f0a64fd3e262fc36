// Copy buttons and the preview of custom feeds; pages work without this script.

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

const form = document.querySelector("form[data-feed]");
if (form) {
  const result = form.querySelector(".result");
  let asked; // aborts the previous request

  const show = async () => {
    asked?.abort();
    asked = new AbortController();
    const chosen = [...new FormData(form)].filter(([, value]) => value.trim());
    const address = new URL(form.dataset.feed, document.baseURI);
    address.search = new URLSearchParams(chosen);
    try {
      const reply = await fetch(address, { signal: asked.signal });
      const { items = [], problems = [] } = await reply.json();
      tell(reply.url.replace("/feed.json", "/feed.atom"), items.slice(0, 3), problems);
    } catch (error) {
      if (error.name !== "AbortError") result.hidden = true;
    }
  };

  const nothing = result.querySelector("p:last-child");
  const words = nothing.textContent;
  const tell = (address, items, problems) => {
    result.hidden = false;
    result.querySelector("code").textContent = address;
    result.querySelector("button").dataset.copy = address;
    const listed = items.map((item) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      line.lang = item.language;
      link.href = item.url;
      link.textContent = item.title;
      line.append(link);
      return line;
    });
    result.querySelector("ol").replaceChildren(...listed);
    nothing.hidden = listed.length > 0;
    nothing.textContent = problems.join(" ") || words;
  };

  let pause;
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(show, 250);
  });
  show();
}
