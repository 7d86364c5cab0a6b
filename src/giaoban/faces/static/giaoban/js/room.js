// The room goes on without network: an item that begins or ends is shown here at once, kept, and sent with its moment.
const box = document.querySelector("[data-hall]");
const waiting = document.querySelector("[data-later-waiting]");
const refused = document.querySelector("[data-later-refused]");
const items = () => [...box.querySelectorAll("[data-item]")];
const called = (key) => items().find((row) => row.dataset.item === key);

const kept = new Kept(box.dataset.kept, {
  sent: () => fresh(),
  changed: (acts) => {
    if (acts.length) box.dataset.waiting = acts.length;
    else delete box.dataset.waiting;
    waiting.hidden = acts.length === 0 || (navigator.onLine && kept?.sending);
    waiting.querySelector("[data-later-count]").textContent = acts.length;
  },
  refused: (act, reasons, status) => {
    refused.hidden = false;
    refused.textContent = reasons.join(" ") || `${called(act.says.key)?.dataset.title ?? ""}: ${box.dataset.signedOut} (${status || "302"})`;
    fresh();
  },
});

function fresh() {
  if (!kept.all().length) box.asks();
}

function moves(row, to) {
  row.classList.remove("room-now", "room-next", "room-later", "room-done");
  row.classList.add(`room-${to}`);
  if (to === "now") row.setAttribute("aria-current", "true");
  else row.removeAttribute("aria-current");
}

// As the server will show it: whoever had the floor has ended, this has it, the next one is on the large button.
function shows(act, key, at) {
  const floor = box.querySelector(".room-floor");
  for (const row of items().filter((other) => other.classList.contains("room-now"))) moves(row, "done");
  const row = called(key);
  if (act === "start" && row) {
    moves(row, "now");
    floor.querySelector("h2").textContent = row.dataset.title;
    for (const told of floor.querySelectorAll(":scope > p")) told.remove();
    const left = document.createElement("p");
    left.className = "room-left";
    left.dataset.left = "";
    left.dataset.over = "";
    const who = document.createElement("p");
    who.textContent = row.dataset.speaker;
    floor.querySelector("h2").after(who, left);
    box.querySelector("[data-served]").dataset.ends = at + Number(row.dataset.minutes) * 60000;
  } else {
    floor.querySelector("[data-left]")?.remove();
  }
  const next = items().find((other) => other.matches(".room-next, .room-later"));
  for (const form of floor.querySelectorAll(".row > form, .row > a")) {
    if (form.dataset.act !== "start") form.remove();
  }
  if (next) moves(next, "next");
  const start = floor.querySelector("form[data-act=start]");
  if (start && next) {
    start.dataset.key = next.dataset.item;
    start.querySelector("button").textContent = `${box.dataset.begin} ${next.dataset.title}`;
  } else if (start) {
    start.remove();
  }
  if (!next && act === "finish") floor.querySelector("h2").textContent = box.dataset.over;
}

box.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  const at = Math.round(box.serverNow());
  const { act, key } = form.dataset;
  refused.hidden = true;
  shows(act, key, at);
  kept.add({ to: box.dataset.later, says: { act, key, at: String(at) } });
});

kept.told.changed(kept.all());
kept.send();
