// A return is typed into as a sheet; without this file it is a form with one button.

const form = document.getElementById("sheet");
const lines = [...document.querySelectorAll("[data-line]")];
const codes = lines.map((line) => line.dataset.line);
const COLUMNS = ["v", "p", "t", "n"];
const PAUSE = 1500; // so long after the last key what stands in the cell is kept
const AGAIN = 5000; // so long after a failure it is tried again
const saved = document.querySelector("[data-saved]");
const cell = (code, name) => form.elements.namedItem(`${name}-${code}`);
const texts = (code) => ({ ...Object.fromEntries(COLUMNS.map((name) => [name, cell(code, name).value])), e: cell(code, "e").checked });
const same = (one, other) => Object.keys(one).every((name) => one[name] === other[name]);
const known = new Map(codes.map((code) => [code, texts(code)]));
const refused = new Set(); // typed, answered with a reason, and not kept
const earlier = []; // what Ctrl Z takes back: lists of [code, texts]
let underWay = null; // what was sent and not answered yet
let back = false; // what is sent next takes something back, and is not itself taken back
let wanted = 0; // so often Ctrl Z was pressed before what was typed last had been answered
let timer = 0;

const dirty = (code) => !same(texts(code), known.get(code));
const unsaved = () => codes.filter((code) => dirty(code) && !refused.has(code));

function put(code, values) {
  COLUMNS.forEach((name) => { cell(code, name).value = values[name]; });
  cell(code, "e").checked = values.e;
}

function keep(after = 0) {
  clearTimeout(timer);
  timer = setTimeout(send, after);
}

async function send() {
  if (underWay) return;
  const sent = unsaved();
  if (!sent.length) return;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
  underWay = { values: new Map(sent.map((code) => [code, texts(code)])), before: back ? [] : sent.map((code) => [code, known.get(code)]) };
  back = false;
  for (const [code, values] of underWay.values) {
    body.set(`m-${code}`, cell(code, "m").value);
    COLUMNS.forEach((name) => body.set(`${name}-${code}`, values[name]));
    if (values.e) body.set(`e-${code}`, "1");
  }
  saved.textContent = form.dataset.saving;
  try {
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
    const told = await answer.json();
    if (answer.ok) apply(told); else fail((told.refused ?? [form.dataset.failed]).join(" "), answer.status === 409);
  } catch {
    fail(form.dataset.failed, false);
  }
}

function fail(sentence, final) {
  saved.textContent = sentence;
  if (final) {
    underWay.values.forEach((_values, code) => refused.add(code));
    wanted = 0;
  }
  underWay = null;
  if (!final) keep(AGAIN);
}

function apply(told) {
  const { values: sent, before } = underWay;
  underWay = null;
  if (before.length) earlier.push(before);
  for (const row of told.rows) {
    const now = Object.fromEntries([...COLUMNS, "e"].map((name) => [name, row[name]]));
    const was = sent.get(row.code);
    if (was && row.refusals.length) {
      if (same(texts(row.code), was)) refused.add(row.code); // what was typed stays until it is typed anew, as it may be by now
      cell(row.code, "m").value = row.mark;
      known.set(row.code, now);
    } else if (was) {
      if (same(texts(row.code), was)) put(row.code, now);
      refresh(row, now);
    } else if (!dirty(row.code) && !lines[codes.indexOf(row.code)].contains(document.activeElement)) {
      put(row.code, now);
      refresh(row, now);
    }
    draw(row);
  }
  document.querySelector("[data-standing]").textContent = told.standing;
  document.querySelector("[data-general]").innerHTML = told.general;
  document.querySelector(".sheet .general").hidden = !told.general;
  saved.textContent = told.rows.some((row) => sent.has(row.code) && row.refusals.length) ? form.dataset.refused : told.saved;
  if (unsaved().length) keep();
  else if (wanted) {
    wanted -= 1;
    takeBack();
  }
}

function refresh(row, now) {
  cell(row.code, "m").value = row.mark;
  known.set(row.code, now);
  refused.delete(row.code);
}

function draw(row) {
  const line = lines[codes.indexOf(row.code)];
  line.className = `level-${row.level} ${row.tone}${row.refusals.length ? " wrong" : ""}`;
  const value = cell(row.code, "v");
  value.placeholder = row.computed || row.sum;
  value.dataset.sum = row.sum;
  if (row.refusals.length) value.setAttribute("aria-invalid", "true"); else value.removeAttribute("aria-invalid");
  for (const name of ["difference", "change", "reached"]) {
    const beside = line.querySelector(`[data-${name}]`);
    if (beside) beside.textContent = row[name];
  }
  const said = document.querySelector(`[data-said="${row.code}"]`);
  if (said.contains(document.activeElement)) return; // somebody is giving a reason there
  said.querySelector("[data-refused]").textContent = row.refusals.join(" ");
  said.querySelector("[data-findings]").innerHTML = row.findings;
  said.hidden = !row.findings && !row.refusals.length;
}

function placeOf(input) {
  const [name, code] = input.name.split(/-(.*)/s);
  return { name, code, at: codes.indexOf(code), column: COLUMNS.indexOf(name) };
}

function go(at, column) {
  const input = codes[at] && COLUMNS[column] && cell(codes[at], COLUMNS[column]);
  if (!input) return false;
  input.focus();
  input.select();
  input.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

function settle(code) { // typed anew: the reason why it was not kept holds no longer
  refused.delete(code);
  if (dirty(code)) return;
  cell(code, "v").removeAttribute("aria-invalid");
  lines[codes.indexOf(code)].classList.remove("wrong");
  const said = document.querySelector(`[data-said="${code}"]`);
  said.querySelector("[data-refused]").textContent = "";
  said.hidden = !said.querySelector("[data-findings]").childElementCount;
}

function takeBack() {
  if (underWay || unsaved().length) { // the last change is one that is still on its way
    wanted += 1;
    return;
  }
  const before = earlier.pop();
  if (!before) return;
  before.forEach(([code, values]) => put(code, values));
  refused.clear();
  back = true;
  keep();
}

function paste(input, text) {
  const block = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((row) => row.split("\t"));
  const { at, column } = placeOf(input);
  const coded = block.filter((row) => codes.includes(row[0].trim())).length * 2 > block.length;
  block.forEach((row, down) => {
    const code = coded ? row[0].trim() : codes[at + down];
    if (!codes.includes(code)) return;
    const words = coded ? row.slice(1).findIndex((part) => /^[\s\d.,%–-]*$/.test(part)) + 1 : 0;
    const values = coded ? (words ? row.slice(words) : []) : row;
    values.forEach((part, across) => {
      const target = COLUMNS[column + across];
      if (target) cell(code, target).value = part.trim();
    });
    refused.delete(code);
  });
  keep();
}

const KEYS = {
  Enter: ({ at, column }, event) => go(at + (event.shiftKey ? -1 : 1), column) || event.target.blur(),
  ArrowDown: ({ at, column }) => go(at + 1, column),
  ArrowUp: ({ at, column }) => go(at - 1, column),
  Escape: ({ code, name }) => { cell(code, name).value = known.get(code)[name]; settle(code); },
};
const TAKE = { l: "recorded", "=": "sum" };

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (input.form !== form || input.type !== "text") return;
  const place = placeOf(input);
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !dirty(place.code)) {
    event.preventDefault();
    takeBack();
  } else if (plain && KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key](place, event);
  } else if (plain && event.key === "ArrowLeft" && input.selectionEnd === 0) {
    if (go(place.at, place.column - 1)) event.preventDefault();
  } else if (plain && event.key === "ArrowRight" && input.selectionStart === input.value.length) {
    if (go(place.at, place.column + 1)) event.preventDefault();
  } else if (plain && place.name === "v" && TAKE[event.key]) {
    event.preventDefault();
    const taken = input.dataset[TAKE[event.key]];
    if (taken) { input.value = taken; refused.delete(place.code); keep(); }
  } else if (plain && place.name === "v" && event.key === "~") {
    event.preventDefault();
    cell(place.code, "e").checked = !cell(place.code, "e").checked;
    keep();
  }
});
document.addEventListener("input", (event) => {
  if (event.target.form !== form) return;
  settle(placeOf(event.target).code);
  keep(event.target.type === "checkbox" ? 0 : PAUSE);
});
document.addEventListener("focusin", (event) => { if (event.target.form === form && event.target.type === "text") event.target.select(); });
document.addEventListener("focusout", (event) => { if (event.target.form === form && unsaved().length) keep(); });
document.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  if (event.target.form !== form || event.target.type !== "text" || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  paste(event.target, text);
});
form.addEventListener("submit", (event) => { event.preventDefault(); keep(); });
window.addEventListener("beforeunload", (event) => { if (underWay || unsaved().length || refused.size) event.preventDefault(); });
