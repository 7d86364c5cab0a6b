// A chooser without this file is a box whose text the server reads; with it, what fits is offered while one types.

const WAIT = 150;
const $ = (selector, within) => within.querySelector(selector);

function chooser(root) {
  if (root.dataset.ready) return;
  root.dataset.ready = "yes";
  const name = root.dataset.chooser;
  const box = $("[data-box]", root);
  const panel = $("[data-panel]", root);
  const fitting = $("[data-fitting]", root);
  const told = $("[data-told]", root);
  const form = root.closest("form");
  let key = $("[data-key]", root);
  let active = null;
  let asking = null;
  let timer = 0;

  if (!key) { // a text that fitted several came back with these to choose from
    key = document.createElement("input");
    key.type = "hidden";
    key.name = name;
    root.prepend(key);
    root.querySelectorAll("[data-offered] input").forEach((choice) => {
      choice.removeAttribute("name");
      choice.addEventListener("change", () => take(choice.value, choice.dataset));
    });
  }
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", `${name}-candidates`);
  box.setAttribute("aria-expanded", "false");
  $("[data-title]", root).textContent = $(`label[for="${box.id}"]`, document)?.textContent.trim() ?? "";

  const options = () => [...fitting.querySelectorAll("[role=option]")];
  const open = () => { panel.hidden = false; root.classList.add("open"); box.setAttribute("aria-expanded", "true"); };
  function close() {
    asking?.abort();
    clearTimeout(timer);
    panel.hidden = true;
    root.classList.remove("open");
    box.setAttribute("aria-expanded", "false");
    walkTo(null);
  }
  function walkTo(option) {
    active?.setAttribute("aria-selected", "false");
    active = option;
    if (!option) { box.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  function take(value, said) {
    key.value = value;
    box.value = said.name;
    $("[data-name]", root).textContent = said.name;
    $("[data-note]", root).textContent = said.note;
    root.dataset.has = "";
    $("[data-offered]", root)?.remove();
    close();
    $("[data-again]", root).focus();
    told.textContent = `${said.name}, ${said.note}`;
    root.dispatchEvent(new Event("chosen", { bubbles: true }));
  }
  function drop() {
    key.value = "";
    delete root.dataset.has;
  }
  async function ask(what) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const address = new URL(form?.getAttribute("action") || location.href, location.href);
    address.hash = "";
    address.searchParams.set("choose", name);
    new FormData(form ?? undefined).forEach((value, field) => { // what is chosen already narrows
      if (typeof value === "string" && value && document.querySelector(`[data-chooser="${field}"], select[name="${field}"]`)) address.searchParams.set(field, value);
    });
    Object.entries(what).forEach(([word, value]) => address.searchParams.set(word, value));
    root.classList.add("waits");
    try {
      const response = await fetch(address, { signal, headers: { Accept: "text/html" } });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      fitting.innerHTML = await response.text();
      walkTo(null);
      if ("q" in what) walkTo(options().find((option) => !("closed" in option.dataset)) ?? null);
      told.textContent = $("[data-said]", fitting)?.textContent ?? "";
      open();
    } catch (error) {
      if (error.name !== "AbortError") close(); // the form itself still reads what is typed
    }
    if (!signal.aborted) root.classList.remove("waits");
  }
  const below = (option) => ask({ below: option.dataset.below });
  function enter(option) {
    if ("closed" in option.dataset) below(option);
    else take(option.dataset.key, option.dataset);
  }

  box.addEventListener("input", () => {
    drop();
    clearTimeout(timer);
    const text = box.value.trim();
    if (text) timer = setTimeout(() => ask({ q: text }), WAIT);
    else close();
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options();
    const at = all.indexOf(active);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (panel.hidden) { if (box.value.trim()) ask({ q: box.value.trim() }); else if ($("[data-tree]", root)) ask({ below: "" }); }
      else if (all.length) walkTo(all[(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1) + all.length) % all.length]);
    } else if (event.key === "Enter" && !panel.hidden && active) { event.preventDefault(); enter(active); }
    else if (event.key === "Escape" && !panel.hidden) { event.preventDefault(); event.stopPropagation(); close(); }
    else if (event.key === "ArrowRight" && active && "below" in active.dataset && box.selectionStart === box.value.length) {
      event.preventDefault();
      below(active);
    } else if (event.key === "ArrowLeft" && $("[data-up]", fitting) && !panel.hidden) { event.preventDefault(); below($("[data-up]", fitting)); }
  });
  panel.addEventListener("mousedown", (event) => { if (!event.target.closest("button")) event.preventDefault(); }); // the box keeps the keys
  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-tree]")) { box.focus(); ask({ below: "" }); return; }
    const option = event.target.closest("[role=option]");
    if (!option) return;
    if (event.target.closest("[data-door]")) below(option);
    else enter(option);
  });
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) close();
    if (event.target.closest("[data-again]")) { drop(); box.focus(); box.select(); }
  });
  root.addEventListener("focusout", (event) => { if (!root.contains(event.relatedTarget)) close(); });
}

const ready = (within) => within.querySelectorAll("[data-chooser]").forEach(chooser);
ready(document);
document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
