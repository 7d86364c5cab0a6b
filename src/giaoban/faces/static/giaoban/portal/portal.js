// The portal is whole without this file. With it: a page that was seen says so, is read aloud and printed.

const $ = (selector) => document.querySelector(selector);

// A page that was loaded ahead is seen when it is shown.
const visit = $('meta[name="visit"]')?.content;
const say = () => navigator.sendBeacon?.("/tk", visit);
if (visit && !visit.startsWith("gbtoken")) {
  if (document.prerendering) document.addEventListener("prerenderingchange", say, { once: true });
  else say();
}

// The menu is open without scripts; on a narrow screen it starts folded.
const fold = $(".menu-fold");
const narrow = matchMedia("(max-width: 59.99rem)");
if (fold) {
  const follow = () => { fold.open = !narrow.matches; };
  follow();
  narrow.addEventListener("change", follow);
}

const printing = $("[data-print]");
if (printing) {
  printing.hidden = false;
  printing.addEventListener("click", () => print());
}

// Read aloud where the browser has a voice for the language of the page.
const aloud = $("[data-aloud]");
if (aloud && "speechSynthesis" in window) {
  const button = aloud.querySelector("button");
  const word = button.querySelector("span");
  const language = document.documentElement.lang;
  const voice = () => speechSynthesis.getVoices().find((each) => each.lang.toLowerCase().startsWith(language));
  const offer = () => { aloud.hidden = !voice(); };
  const rest = () => { button.setAttribute("aria-pressed", "false"); word.textContent = button.dataset.read; };
  offer();
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") { speechSynthesis.cancel(); rest(); return; }
    button.setAttribute("aria-pressed", "true");
    word.textContent = button.dataset.stop;
    const parts = document.querySelectorAll("#article h1, #article .lead-text, #article .text p, #article .text li, #article .text h2, #article .text h3, #article figcaption");
    const texts = [...parts].map((part) => part.textContent.trim()).filter(Boolean);
    texts.forEach((text, number) => {
      const speech = new SpeechSynthesisUtterance(text);
      speech.lang = language;
      speech.voice = voice();
      if (number === texts.length - 1) speech.onend = rest;
      speechSynthesis.speak(speech);
    });
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
