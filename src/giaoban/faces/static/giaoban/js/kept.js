// What was pressed while there was no network: kept on this device under one name, sent in its order as soon as there is.
// For the scripts that stand after this one on a page.
globalThis.Kept = class {
  constructor(name, { sent, refused, changed }) {
    this.name = `giaoban-${name}`;
    this.told = { sent, refused, changed };
    this.sending = false;
    window.addEventListener("online", () => this.send());
    setInterval(() => this.send(), 5000);
  }

  all() {
    try {
      return JSON.parse(localStorage.getItem(this.name) ?? "[]");
    } catch {
      return [];
    }
  }

  write(acts) {
    if (acts.length) localStorage.setItem(this.name, JSON.stringify(acts));
    else localStorage.removeItem(this.name);
    this.told.changed(acts);
  }

  add(act) {
    this.write([...this.all(), act]);
    this.send();
  }

  drop(act) {
    this.write(this.all().filter((other) => JSON.stringify(other) !== JSON.stringify(act)));
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    try {
      for (const act of this.all()) if (!(await this.one(act))) break;
    } finally {
      this.sending = false;
    }
  }

  // whether the next one may follow: without network, or signed out, all of them wait
  async one(act) {
    let answer;
    try {
      answer = await fetch(act.to, { method: "POST", body: new URLSearchParams(act.says), redirect: "manual", headers: { "X-CSRFToken": token() } });
    } catch {
      this.told.changed(this.all());
      return false;
    }
    if (answer.type === "opaqueredirect" || answer.status >= 500 || answer.status === 403) {
      this.told.refused(act, [], answer.status);
      return false;
    }
    const said = await answer.json().catch(() => ({}));
    this.drop(act);
    if (answer.ok) this.told.sent(act, said);
    else this.told.refused(act, said.refused ?? [], answer.status);
    return true;
  }
};

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
