// The desk without this file is links and forms; with it figures open in place and keys walk.

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const on = (name, act, target = document) => target.addEventListener(name, act);
const shown = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;
const put = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=${value ? 31536000 : 0}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`; };
document.documentElement.classList.add("has-script");

// a figure opens its evidence
const drawer = $("#drawer");
const evidence = $("#drawer-body");
let cameFrom = null;
let asked = 0;

async function openEvidence(link) {
  if (!drawer || !window.htmx) { location.assign(link.href); return; }
  const mine = ++asked;
  if (!drawer.open) { cameFrom = link; drawer.showModal(); }
  evidence.textContent = evidence.dataset.waiting;
  evidence.setAttribute("aria-busy", "true");
  const refused = () => {
    if (mine !== asked) return;
    const page = document.createElement("a");
    page.href = link.href;
    page.textContent = evidence.dataset.open;
    evidence.replaceChildren(evidence.dataset.failed, " ", page);
  };
  try {
    await htmx.ajax("GET", link.href, { source: evidence, target: evidence, select: "[data-drawer-content]", swap: "innerHTML" });
    if (mine === asked && !$("[data-drawer-content]", evidence)) location.assign(link.href); // a page of its own
  } catch { refused(); }
  evidence.removeAttribute("aria-busy");
  drawer.scrollTop = 0;
}
if (drawer) {
  on("close", () => { evidence.replaceChildren(); asked++; cameFrom?.focus(); cameFrom = null; }, drawer);
  on("click", (event) => { if (event.target === drawer) drawer.close(); }, drawer);
}
on("click", (event) => {
  const link = event.target.closest("a[data-drawer]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openEvidence(link);
});
on("contextmenu", (event) => { // a long press
  const link = event.target.closest("a[data-drawer]");
  if (!link || (event.pointerType !== "touch" && event.pointerType !== "pen")) return;
  event.preventDefault();
  openEvidence(link);
});

// small sheets
const openPops = () => $$("details.pop[open]");
on("click", (event) => openPops().forEach((pop) => { if (!pop.contains(event.target)) pop.open = false; }));
const menu = $("#menu");
const menuButton = $("[data-menu]");
function turnMenu(open) {
  menu.classList.toggle("open", open);
  menuButton.setAttribute("aria-expanded", String(open));
  if (open) $("a", menu)?.focus(); else menuButton.focus();
}
if (menu && menuButton) {
  on("click", () => turnMenu(!menu.classList.contains("open")), menuButton);
  on("click", (event) => { if (menu.classList.contains("open") && !menu.contains(event.target) && !menuButton.contains(event.target)) turnMenu(false); });
  on("focusout", (event) => { if (menu.classList.contains("open") && event.relatedTarget && !menu.contains(event.relatedTarget)) turnMenu(false); }, menu);
}

// colours and size of type change at once
on("submit", (event) => {
  const button = event.submitter;
  if (!event.target.matches("[data-preferences]") || !button) return;
  event.preventDefault();
  const plain = button.value === "auto" || button.value === "normal";
  put(button.name, plain ? "" : button.value);
  if (plain) delete document.documentElement.dataset[button.name];
  else document.documentElement.dataset[button.name] = button.value;
  $$("button", button.closest("fieldset")).forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
});

// selection and its bar
let lastTick = null;
function countTicks(form) {
  const ticks = $$("[data-tick]", form);
  const chosen = ticks.filter((tick) => tick.checked).length;
  const all = $("[data-all]", form);
  const bar = $("[data-bulk-bar]", form);
  if (all) { all.checked = chosen > 0 && chosen === ticks.length; all.indeterminate = chosen > 0 && chosen < ticks.length; }
  if (bar) { bar.hidden = !chosen; $("[data-bulk-count]", bar).textContent = chosen; }
}
on("change", (event) => {
  const form = event.target.closest("[data-bulk]");
  if (!form || !event.target.matches("[data-all]")) return;
  $$("[data-tick]", form).forEach((tick) => { tick.checked = event.target.checked; });
  countTicks(form);
});
on("click", (event) => {
  const form = event.target.closest?.("[data-bulk]");
  if (!form) return;
  if (event.target.matches("[data-tick]")) {
    const ticks = $$("[data-tick]", form);
    if (event.shiftKey && lastTick) {
      const [a, b] = [ticks.indexOf(lastTick), ticks.indexOf(event.target)].sort((x, y) => x - y);
      if (a >= 0) ticks.slice(a, b + 1).forEach((tick) => { tick.checked = event.target.checked; });
    }
    lastTick = event.target;
    countTicks(form);
  } else if (event.target.closest("[data-none]")) {
    $$("[data-tick]", form).forEach((tick) => { tick.checked = false; });
    countTicks(form);
  }
});

// the day switch
function readyDaybar(bar) {
  const slider = $("[data-slider]", bar);
  if (!slider || slider.dataset.ready) return;
  slider.dataset.ready = "yes";
  const field = $("[name=on]", bar);
  const output = $("[data-output]", bar);
  const changes = $$("[data-change]", bar).map((link) => ({ day: Number(link.dataset.change), text: link.textContent.trim() })).sort((a, b) => a.day - b.day);
  const asDate = (ordinal) => new Date((ordinal - 719163) * 86400000).toISOString().slice(0, 10); // as Python counts
  const tell = () => {
    const day = Number(slider.value);
    const last = changes.filter((change) => change.day <= day).at(-1);
    field.value = asDate(day);
    field.dispatchEvent(new Event("set"));
    output.textContent = last ? last.text : "";
    slider.setAttribute("aria-valuetext", `${asDate(day).split("-").reverse().join("/")}. ${output.textContent}`);
  };
  on("input", tell, slider);
  on("change", () => bar.requestSubmit(), slider);
  on("keydown", (event) => {
    const day = Number(slider.value);
    const to = event.key === "PageUp" ? changes.find((change) => change.day > day) : event.key === "PageDown" ? changes.filter((change) => change.day < day).at(-1) : null;
    if (!to) return;
    event.preventDefault();
    slider.value = to.day;
    tell();
    bar.requestSubmit();
  }, slider);
  tell();
}

// messages
function say(text, tags = "success") {
  const place = $("#messages");
  const message = $("#message")?.content.firstElementChild?.cloneNode(true);
  if (!place || !message) return;
  message.classList.add(tags);
  $("p", message).textContent = text;
  place.append(message);
}
on("say", (event) => say(event.detail.text ?? event.detail.value, event.detail.tags)); // HX-Trigger: {"say": {"text": …, "tags": …}}

// copy, print, close
on("click", async (event) => {
  const button = event.target.closest?.("[data-print], [data-copy], [data-dismiss], [data-help], [data-next-finding], [data-branch]");
  if (!button) return;
  if (button.matches("[data-print]")) print();
  else if (button.matches("[data-branch]")) {
    const open = button.getAttribute("aria-expanded") === "false";
    const below = $(".below", button.closest("li"));
    button.setAttribute("aria-expanded", String(open));
    below.classList.toggle("closed", !open);
    if (open) below.dispatchEvent(new Event("unfold"));
  }
  else if (button.matches("[data-dismiss]")) button.closest("[data-message]").remove();
  else if (button.matches("[data-help]")) $("#help").showModal();
  else if (button.matches("[data-next-finding]")) nextFinding();
  else {
    const source = $(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.innerText);
    if (button.dataset.copied) say(button.dataset.copied);
  }
});

// the keyboard
const rows = () => $$("[data-row]", $("dialog[open]") ?? document).filter(shown);
const cursor = () => $("[data-row].cursor", $("dialog[open]") ?? document);
function walk(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(cursor());
  const row = all[Math.min(all.length - 1, Math.max(0, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step))];
  cursor()?.classList.remove("cursor");
  row.classList.add("cursor");
  ($("[data-open], a[href]:not([data-act]), [data-act], input", row) ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
function nextFinding() {
  const folded = (finding) => finding.closest("details:not([open])");
  const all = $$("[data-finding]").filter((finding) => shown(folded(finding) ?? finding));
  const at = all.findIndex((finding) => finding.contains(document.activeElement));
  const next = all[(at + 1) % all.length];
  if (next && folded(next)) folded(next).open = true;
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "center" });
}
const keys = {
  "/": () => $$("dialog[open] [data-search], [data-search]").find(shown)?.focus(),
  j: () => walk(1),
  k: () => walk(-1),
  e: () => $(".cursor [data-act]")?.click(),
  x: () => $(".cursor [data-tick]")?.click(),
  n: nextFinding,
  "?": () => $("#help")?.showModal(),
};
const keysOn = $("[data-keys]");
if (keysOn) {
  keysOn.checked = !/(^|; )keys=off/.test(document.cookie);
  on("change", () => put("keys", keysOn.checked ? "" : "off"), keysOn);
}
on("keydown", (event) => {
  if (event.key === "Escape") {
    openPops().forEach((pop) => { pop.open = false; $("summary", pop).focus(); });
    if (menu?.classList.contains("open")) turnMenu(false);
    return;
  }
  const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn?.checked || !keys[event.key]) return;
  if ($("#help")?.open) return;
  event.preventDefault();
  keys[event.key]();
});
on("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && row !== cursor()) { cursor()?.classList.remove("cursor"); row.classList.add("cursor"); }
});

// whatever arrives is made ready once
function ready(within) {
  $$("[data-bulk]", within).forEach(countTicks);
  $$("[data-daybar]", within).forEach(readyDaybar);
}
ready(document);
on("htmx:load", (event) => ready(event.detail.elt));
