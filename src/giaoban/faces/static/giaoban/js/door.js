// The door: one press for each who has arrived, by a badge before the camera where the browser reads codes, or by name.
const box = document.querySelector("[data-door]");
const part = (name) => box.querySelector(`[data-${name}]`);
const rows = new Map([...box.querySelectorAll("[data-code]")].map((row) => [row.dataset.code, row]));
const minute = (at) => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }).format(at);
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D").toLowerCase();

const kept = new Kept(box.dataset.kept, {
  sent: (_act, said) => tell(said),
  changed: (acts) => {
    part("waiting").hidden = acts.length === 0;
    part("count").textContent = acts.length;
    for (const act of acts) mark(act.says.code, minute(Number(act.says.at)));
    count();
  },
  refused: (act, reasons, status) => {
    const who = rows.get(act.says.code)?.dataset.name ?? "";
    part("refused").hidden = false;
    part("refused").textContent = reasons.length ? `${who}: ${reasons.join(" ")}` : `${who}: ${box.dataset.signedOut} (${status || "302"})`;
  },
});

function mark(code, at) {
  const row = rows.get(code);
  if (!row) return;
  row.querySelector("[data-here]").hidden = true;
  const said = row.querySelector("[data-at]");
  said.hidden = false;
  if (!said.textContent) said.textContent = at;
  row.classList.add("door-came");
}

function count() {
  part("number").textContent = box.querySelectorAll(".door-came").length;
  for (const group of box.querySelectorAll("[data-group]")) {
    const all = group.querySelector("[data-all]");
    if (all) all.hidden = !group.querySelector("[data-code]:not(.door-came)");
  }
}

function tell(said) {
  for (const [code, at] of Object.entries(said.here ?? {})) mark(code, at);
  count();
}

function arrives(code) {
  const row = rows.get(code);
  if (!row) {
    part("seen").textContent = box.dataset.unknown;
    return;
  }
  const again = row.classList.contains("door-came");
  part("seen").textContent = `${row.dataset.name}: ${again ? `${box.dataset.again} ${row.querySelector("[data-at]").textContent}` : box.dataset.came}`;
  if (!again) kept.add({ to: box.dataset.door, says: { code, at: String(Date.now()) } });
}

box.addEventListener("click", (event) => {
  const row = event.target.closest("[data-code]");
  if (event.target.closest("[data-here]")) arrives(row.dataset.code);
  if (event.target.closest("[data-all]"))
    for (const one of event.target.closest("[data-group]").querySelectorAll("[data-code]:not(.door-came)")) arrives(one.dataset.code);
});

part("search").addEventListener("input", () => {
  const wanted = plain(part("search").value.trim());
  for (const group of box.querySelectorAll("[data-group]")) {
    for (const row of group.querySelectorAll("[data-code]")) row.hidden = !plain(row.dataset.name).includes(wanted);
    group.hidden = !group.querySelector("[data-code]:not([hidden])");
  }
});

let camera = null;
let last = "";

async function scans(reader) {
  if (!camera) return;
  const found = await reader.detect(part("video")).catch(() => []);
  for (const { rawValue } of found) {
    const code = rawValue.split("/").filter(Boolean).pop() ?? "";
    if (code !== last) arrives(code); // the same badge before the camera is one arrival
    last = code;
  }
  setTimeout(() => scans(reader), 250);
}

function stops() {
  for (const track of camera?.getTracks() ?? []) track.stop();
  camera = null;
  part("video").hidden = part("stop").hidden = true;
  part("scan").hidden = false;
}

if ("BarcodeDetector" in window && navigator.mediaDevices) {
  part("scan").hidden = false;
  part("scan").addEventListener("click", async () => {
    try {
      camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      part("seen").textContent = box.dataset.noCamera;
      return;
    }
    part("video").srcObject = camera;
    await part("video").play();
    part("video").hidden = part("stop").hidden = false;
    part("scan").hidden = true;
    scans(new BarcodeDetector({ formats: ["qr_code"] }));
  });
  part("stop").addEventListener("click", stops);
}

tell(JSON.parse(document.getElementById("told").textContent));
kept.told.changed(kept.all());
kept.send();
