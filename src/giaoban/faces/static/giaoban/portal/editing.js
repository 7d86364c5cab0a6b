// The button of the first page's search has its word in the template, where no catalogue reaches it.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll('input[type="submit"][value="Search"]')) button.value = "Tìm";
});

// What is pasted from Word is shown as it came and sent as a file, since its pictures are too large for a field.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("from-word");
  if (!form) return;
  form.addEventListener("submit", () => {
    const pasted = document.getElementById("paste");
    if (!pasted.textContent.trim() && !pasted.querySelector("img")) return;
    const box = new DataTransfer();
    box.items.add(new File([pasted.innerHTML], "pasted.html", { type: "text/html" }));
    document.getElementById("pasted").files = box.files;
  });
});
