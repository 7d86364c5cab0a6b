// Pictures pasted with text: those whose bytes the clipboard has become photographs below the text; of the others it is said that
// they have not come.
(() => {
  const words = document.currentScript.dataset;

  function fileOf(bytes, kind) {
    return new File([bytes], `anh.${kind === "jpeg" ? "jpg" : kind.split("+")[0]}`, { type: `image/${kind}` });
  }

  function fileOfData(source) {
    const found = /^data:image\/([a-z0-9.+-]+);base64,/i.exec(source);
    if (!found) return null;
    try {
      const bytes = atob(decodeURIComponent(source.slice(found[0].length)));
      return fileOf(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)), found[1].toLowerCase());
    } catch {
      return null;
    }
  }

  // Word names its pictures as files of the computer it runs on; their bytes stand in the RTF of the same copy, in hexadecimal.
  function filesOfRtf(rtf) {
    const files = [];
    for (const head of rtf.matchAll(/\\(png|jpeg)blip(?:\\[a-z]+-?\d*|\{[^{}]*\}|\s)*/g)) {
      const start = head.index + head[0].length;
      const digits = rtf.slice(start, rtf.indexOf("}", start)).replace(/\s+/g, "");
      if (!digits || digits.length % 2 || /[^0-9a-f]/i.test(digits)) continue;
      const bytes = new Uint8Array(digits.length / 2);
      for (let each = 0; each < bytes.length; each++) bytes[each] = parseInt(digits.substr(each * 2, 2), 16);
      files.push(fileOf(bytes, head[1]));
    }
    return files;
  }

  // One for each picture of what is pasted, null where there are no bytes. An office program adds a picture of the copied text
  // itself, so that files count only where they are as many as the pictures that miss theirs.
  function pictures(clipboard) {
    const html = clipboard.getData("text/html");
    const files = [...clipboard.files].filter((file) => file.type.startsWith("image/"));
    if (!html) return clipboard.getData("text/plain") ? [] : files;
    const images = [...new DOMParser().parseFromString(html, "text/html").images];
    const found = images.map((image) => fileOfData(image.getAttribute("src") || ""));
    const missing = found.filter((file) => !file).length;
    for (const others of [filesOfRtf(clipboard.getData("text/rtf")), files]) {
      if (missing && others.length === missing) return found.map((file) => file || others.shift());
    }
    return found;
  }

  function bodyAround(field) {
    for (let element = field; element; element = element.parentElement) if (element.rootBlock?.insert) return element.rootBlock;
    return null;
  }

  function tell(field, html, whole) {
    const place = field.closest("[data-field-input]") || field.parentElement;
    let said = place.querySelector("[data-pasted]");
    if (!said) {
      said = document.createElement("div");
      said.dataset.pasted = "";
      said.setAttribute("role", "status");
      place.append(said);
    }
    said.className = `help-block ${whole ? "help-info" : "help-warning"}`;
    said.innerHTML = html;
  }

  async function take(field, found) {
    const body = bodyAround(field);
    if (!body) return tell(field, words.textOnly, false);
    tell(field, words.taking, true);
    const sent = new FormData();
    sent.append("title", document.querySelector("[name=title]")?.value || "");
    sent.append("lost", found.filter((file) => !file).length);
    found.forEach((file, index) => file && sent.append(`picture-${index + 1}`, file));
    try {
      const headers = { "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN };
      const answer = await (await fetch(words.address, { method: "POST", body: sent, headers })).json();
      const after = body.children.findIndex((child) => child.element.contains(field)) + 1;
      answer.photographs.forEach((value, index) => {
        body.insert({ type: "photo", value }, after + index, { animate: false });
      });
      tell(field, answer.told.map((each) => `<p>${each}</p>`).join(""), answer.whole);
    } catch {
      tell(field, words.failed, false);
    }
  }

  // On the page that drafts from Word the browser itself shows what is pasted; pictures that it cannot show get their bytes.
  function complete(field, found) {
    const before = new Set(field.querySelectorAll("img"));
    setTimeout(() => {
      const come = [...field.querySelectorAll("img")].filter((image) => !before.has(image));
      if (come.length !== found.length) return;
      come.forEach((image, index) => {
        if (!found[index] || image.src.startsWith("data:")) return;
        const reader = new FileReader();
        reader.onload = () => { image.src = reader.result; };
        reader.readAsDataURL(found[index]);
      });
    });
  }

  document.addEventListener("paste", (event) => {
    const field = event.target.closest?.("#paste, [data-draftail-editor-wrapper], .Draftail-Editor");
    const found = field && event.clipboardData ? pictures(event.clipboardData) : [];
    if (!found.length) return;
    if (field.id === "paste") complete(field, found);
    else take(field, found);
  }, true);
})();
