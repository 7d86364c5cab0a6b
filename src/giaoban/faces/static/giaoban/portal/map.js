// The drawn map becomes one that can be moved and enlarged. Without this file the drawing and the table stay.

const box = document.querySelector("#map");
const rows = new Map([...document.querySelectorAll("tr[data-key]")].map((row) => [row.dataset.key, row]));
const COUNTRY = [[6.95, 102.14], [23.39, 116.95]];

async function layer(name) {
  const answer = await fetch(`/ban-do/lop/${name}.geojson`);
  if (!answer.ok) throw new Error(name);
  return answer.json();
}

function start(provinces, islands) {
  const drawn = box.querySelector(".drawn");
  const frame = document.createElement("div");
  frame.className = "moving";
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", box.dataset.help);
  drawn.replaceWith(frame);
  const map = L.map(frame, { maxBounds: [[3, 96], [27, 123]], minZoom: 4, zoomSnap: 0.25, maxZoom: 12, attributionControl: false, scrollWheelZoom: false, keyboard: true });
  map.fitBounds(COUNTRY);
  const key = (feature) => feature.id;
  const shapes = L.geoJSON(provinces, {
    style: (feature) => ({ className: `province s${rows.get(key(feature))?.dataset.step ?? 0}`, weight: 1 }),
    onEachFeature: (feature, shape) => {
      const row = rows.get(key(feature));
      shape.bindTooltip(row ? [...row.cells].map((cell) => cell.textContent.trim()).filter(Boolean).join(" · ") : feature.properties.name, { sticky: true });
      shape.on("click", () => { if (row) { row.scrollIntoView({ block: "nearest" }); document.querySelector("tr.chosen")?.classList.remove("chosen"); row.classList.add("chosen"); } });
    },
  }).addTo(map);
  const fine = L.geoJSON(null, { style: () => ({ className: "province home", weight: 1 }), interactive: false });
  let asked = false; // finer outlines are fetched once somebody looks closely
  map.on("zoomend", () => {
    if (map.getZoom() < 8) { fine.remove(); return; }
    fine.addTo(map);
    if (!asked) { asked = true; layer("chi-tiet").then((finer) => fine.addData(finer)).catch(() => { asked = false; }); }
  });
  for (const feature of islands.features) {
    const [longitude, latitude] = feature.geometry.coordinates;
    L.marker([latitude, longitude], { interactive: false, keyboard: false, icon: L.divIcon({ className: "islands", html: "", iconSize: null }) }).addTo(map).getElement().textContent = feature.properties.label;
  }
  for (const row of document.querySelectorAll("tr[data-seat]")) {
    const [latitude, longitude] = row.dataset.seat.split(" ").map(Number);
    L.circleMarker([latitude, longitude], { radius: 6, className: "seat" }).bindTooltip(row.cells[0].textContent.trim()).addTo(map);
  }
  return shapes;
}

if (box && window.L) {
  Promise.all([layer(`tinh-${box.dataset.day}`), layer("quan-dao")])
    .then((layers) => start(...layers))
    .catch(() => { /* the drawing stays */ });
}
