// Builds one snippet from the form's choices and hides the ready-made ones; without this script those are shown.
const form = document.querySelector(".chooser");
const { what, way, theme } = form.elements;
const snippet = form.querySelector("textarea");
const button = form.querySelector("button");
const preview = form.querySelector(".shown");
const entry = new URLSearchParams(location.search).get("entry"); // an entry page links to ?entry=section/key
let frame;

function compose(method) {
  const [section, key] = what.value.split("/");
  const template = document.querySelector(`pre[data-section="${section}"][data-way="${method}"]`).textContent;
  const text = template.replaceAll(`/${section}/latest`, `/${section}/${key}`);
  if (method === "component") return theme.value ? text.replace("<focus-entry", `$& theme="${theme.value}"`) : text;
  if (method !== "frame") return text;
  const height = what.selectedOptions[0].dataset.height;
  const themed = theme.value ? text.replace('/embed/"', `/embed/${theme.value}/"`) : text;
  return height ? themed.replace(/height="\d+"/, `height="${height}"`) : themed;
}

function show() {
  snippet.value = button.dataset.copy = compose(way.value); // pages.js copies this
  const json = `../${what.value}.json`; // relative, to work under any path prefix
  if (way.value === "json") {
    const link = document.createElement("a");
    link.href = link.textContent = new URL(json, location.href).href;
    preview.replaceChildren(link);
    return;
  }
  const element = document.createElement(way.value === "component" ? "focus-entry" : "iframe");
  frame = element;
  if (way.value === "component") {
    element.setAttribute("theme", theme.value);
    element.setAttribute("src", json);
  } else {
    element.title = document.title;
    element.src = `../${what.value}/embed/${theme.value && `${theme.value}/`}`;
  }
  preview.replaceChildren(element);
}

addEventListener("message", (event) => {
  if (event.source === frame?.contentWindow && event.data?.type === "focus-entry") frame.height = event.data.height;
});
form.addEventListener("change", show);

if (/^[a-z0-9-]+\/[a-z0-9.-]+$/.test(entry) && document.querySelector(`pre[data-section="${entry.split("/")[0]}"]`)) {
  if (![...what.options].some((one) => one.value === entry)) what.append(new Option(entry, entry)); // an older one
  what.value = entry;
}
for (const ready of document.querySelectorAll(".ready")) ready.hidden = true;
form.hidden = false;
show();
