// A day is typed as 30/06/2023 whatever the browser's language (many write 06/30/2023); what is sent stays 2023-06-30.
// A phone keeps its own wheel, and the calendar stays one press away.

const written = (iso) => iso.split("-").reverse().join("/");

function read(text) {
  const [, d, m, y] = /^\s*(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})\s*$/.exec(text) ?? [];
  const iso = d ? `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}` : text.trim();
  const day = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso) && iso.length === 10 ? iso : "";
}

function typed(field) {
  if (field.dataset.typed) return;
  field.dataset.typed = "yes";
  const box = document.createElement("span");
  const text = field.cloneNode();
  const calendar = document.getElementById("calendar").content.firstElementChild.cloneNode(true);
  const told = () => { text.value = field.value && written(field.value); text.setCustomValidity(""); };
  box.className = "day-field";
  text.type = "text";
  text.inputMode = "numeric";
  text.placeholder = "dd/mm/yyyy";
  text.autocomplete = "off";
  ["name", "min", "max", "data-typed"].forEach((name) => text.removeAttribute(name));
  ["id", "required", "aria-describedby"].forEach((name) => field.removeAttribute(name));
  field.tabIndex = -1;
  field.ariaHidden = "true";
  field.className = "sr";
  field.before(box);
  box.append(text, calendar, field);
  told();
  ["set", "change"].forEach((name) => field.addEventListener(name, told));
  text.addEventListener("input", () => {
    field.value = read(text.value);
    text.setCustomValidity(text.value && !field.value ? "dd/mm/yyyy" : "");
  });
  text.addEventListener("change", () => { if (field.value) told(); });
  calendar.addEventListener("click", () => field.showPicker());
}

if (!matchMedia("(pointer: coarse)").matches) {
  const ready = (within) => within.querySelectorAll("input[type=date]").forEach(typed);
  ready(document);
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
}
