// The button of the first page's search has its word in the template, where no catalogue reaches it.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll('input[type="submit"][value="Search"]')) button.value = "Tìm";
});
