// Who follows the hall: is told by a stream what changed, asks every few seconds where there is none, and counts the
// speaker's time down by the server's clock.
const box = document.querySelector("[data-hall]");
const EVERY = Number(box.dataset.every);
const SILENT = 12000; // a stream that beats every five seconds and says nothing for so long is none
const PATIENCE = Math.max(3 * EVERY, SILENT) + 4000; // so long without news is said on the page
const PAUSE = 20000; // between two attempts at a stream
let tag = box.dataset.tag;
let follow = box.dataset.follow;
let heard = performance.now();
let told = -Infinity; // when the stream was heard last
let offset = null; // the server's clock beside this one's steady clock
let stream = null;
let tried = -Infinity;

const state = () => box.querySelector("[data-served]");
const pad = (number) => String(number).padStart(2, "0");
const live = () => stream !== null && stream.readyState === EventSource.OPEN && performance.now() - told < SILENT;

function setClock(served, middle) {
  // what was made between asking and hearing belongs to the middle
  const found = served - middle;
  if (offset === null || Math.abs(found - offset) > 300) offset = found;
}

function tick() {
  const now = performance.now() + offset;
  const left = box.querySelector("[data-left]");
  if (left) {
    const rest = Math.round((Number(state().dataset.ends) - now) / 1000);
    const long = Math.abs(rest);
    const said = `${Math.floor(long / 60)}:${pad(long % 60)}`;
    left.textContent = rest < 0 ? `+${said} ${left.dataset.over}` : said;
    left.classList.toggle("soon", rest >= 0 && rest <= 60);
    left.classList.toggle("over", rest < 0);
  }
  const clock = document.querySelector("[data-clock]");
  if (clock) clock.textContent = new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }).format(new Date(now));
  const unheard = box.querySelector("[data-unheard]");
  if (unheard) {
    const silent = performance.now() - heard > PATIENCE;
    unheard.hidden = !silent;
    if (silent) unheard.querySelector("[data-since]").textContent = new Date(heard + offset).toLocaleTimeString("vi", { timeZone: "Asia/Ho_Chi_Minh" });
  }
}

function show(html, newer) {
  const focused = document.activeElement?.closest("form")?.getAttribute("action");
  box.innerHTML = html;
  if (focused) box.querySelector(`form[action="${CSS.escape(focused)}"] button`)?.focus();
  tag = newer;
}

async function ask() {
  if (box.dataset.waiting) return; // what was pressed here is sent first
  const asked = performance.now();
  try {
    const answer = await fetch(box.dataset.hall, { headers: { "If-None-Match": tag }, cache: "no-store", redirect: "error" });
    if (answer.status === 200) {
      show(await answer.text(), answer.headers.get("ETag"));
      setClock(Number(state().dataset.served), (asked + performance.now()) / 2);
    }
    if (answer.status === 200 || answer.status === 304) {
      heard = performance.now();
      follow = answer.headers.get("Follow-At");
      open();
    }
  } catch {
    // the picture stays; the page says since when nothing was heard
  }
  tick();
}

function close() {
  stream?.close();
  stream = null;
}

function open() {
  // the address is good for a while only: each answer brings a new one
  if (stream?.readyState === EventSource.CLOSED) stream = null;
  if (stream || !follow || !window.EventSource || document.hidden || performance.now() - tried < PAUSE) return;
  tried = performance.now();
  stream = new EventSource(follow);
  stream.addEventListener("beat", (event) => {
    heard = told = performance.now();
    setClock(Number(event.data), told);
  });
  stream.addEventListener("hall", (event) => {
    heard = told = performance.now();
    if (event.lastEventId === tag) return;
    if (box.dataset.same === undefined) ask(); // this page shows more than everybody's picture
    else show(event.data, event.lastEventId);
    tick();
  });
  stream.addEventListener("over", () => {
    close();
    tried = -Infinity;
    ask();
  });
}

function turn() {
  if (!document.hidden && !live()) ask();
  setTimeout(turn, EVERY * (1 + Math.random() / 5));
}

function seen() {
  if (document.hidden) close();
  else {
    tried = -Infinity;
    ask();
  }
}

box.asks = ask; // for the room, which goes on without network
box.serverNow = () => performance.now() + offset;
setClock(Number(state().dataset.served), performance.now());
tick();
open();
setInterval(tick, 500);
setTimeout(turn, EVERY);
document.addEventListener("visibilitychange", seen);
window.addEventListener("pageshow", (event) => { if (event.persisted) seen(); });
window.addEventListener("pagehide", close);
