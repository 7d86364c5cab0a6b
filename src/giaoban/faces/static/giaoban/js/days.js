// Where the browser would write 06/30/2023, a day is typed as 30/06/2023; what is sent stays 2023-06-30.

const monthFirst = new Intl.DateTimeFormat().formatToParts(new Date()).find((part) => part.type !== "literal").type === "month";
const written = (iso) => iso.split("-").reverse().join("/");

function read(text) {
  const found = /^\s*(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})\s*$/.exec(text);
  if (!found) return "";
  const iso = `${found[3]}-${found[2].padStart(2, "0")}-${found[1].padStart(2, "0")}`;
  const day = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso) ? iso : "";
}

function typed(field) {
  const text = field.cloneNode();
  text.type = "text";
  text.inputMode = "numeric";
  text.placeholder = "dd/mm/yyyy";
  text.removeAttribute("name");
  text.value = field.value && written(field.value);
  field.type = "hidden";
  field.removeAttribute("id");
  field.before(text);
  text.addEventListener("input", () => {
    field.value = read(text.value);
    text.setCustomValidity(text.value && !field.value ? "dd/mm/yyyy" : "");
  });
  field.addEventListener("set", () => { text.value = written(field.value); });
}

const ready = (within) => within.querySelectorAll("input[type=date]").forEach(typed);
if (monthFirst) {
  ready(document);
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
}
