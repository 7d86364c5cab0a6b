// A delegation that asks to speak sees its place move: asked again every few seconds, never while something is being typed.
const box = document.querySelector("[data-asked]");
const EVERY = 5000;
let tag = box.dataset.tag;

const typing = () => box.contains(document.activeElement) && document.activeElement.matches("input");

async function ask() {
  if (document.hidden || typing()) return;
  const unheard = () => box.querySelector("[data-unheard]");
  try {
    const answer = await fetch(box.dataset.asked, { headers: { "If-None-Match": tag }, cache: "no-store", redirect: "error" });
    if (answer.status === 200) {
      const html = await answer.text();
      if (typing()) return;
      const kept = [...box.querySelectorAll("input[id]")].map((field) => [field.id, field.value]);
      box.innerHTML = html;
      for (const [id, value] of kept) {
        const field = document.getElementById(id);
        if (field) field.value = value;
      }
      tag = answer.headers.get("ETag");
    }
    unheard().hidden = answer.status === 200 || answer.status === 304;
  } catch {
    unheard().hidden = false;
  }
}

function follow() {
  ask();
  setTimeout(follow, EVERY * (1 + Math.random() / 5));
}

setTimeout(follow, EVERY);
document.addEventListener("visibilitychange", ask);
