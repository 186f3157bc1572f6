/* A group's ratings outlive a lost network: each is sealed and kept on the device until the server has answered for it.
   The key comes with the page, for this user and this group alone, and is never kept. */
(() => {
  "use strict";
  const DATABASE = "sikkerhedsnet", STORE = "ratings", PAUSE = 1500, AGAIN = 15000;

  const opened = () => new Promise((yes, no) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => yes(asked.result);
    asked.onerror = () => no(asked.error);
  });
  const withStore = async (mode, act) => {
    const database = await opened();
    try {
      return await new Promise((yes, no) => {
        const all = database.transaction(STORE, mode, { durability: "strict" });
        const asked = act(all.objectStore(STORE));
        all.oncomplete = () => yes(asked && asked.result);
        all.onerror = all.onabort = () => no(all.error);
      });
    } finally { database.close(); }
  };
  const everything = () => withStore("readonly", (store) => store.getAll());
  const forget = (id) => withStore("readwrite", (store) => store.delete(id));
  const forgetOld = async () => {
    const old = (await everything()).filter((record) => record.until < Date.now());
    for (const record of old) await forget(record.id);
    return old;
  };
  const numbered = (text, n) => text.replace("{n}", String(n));

  /* Elsewhere: a line that says where something waits to be sent. */
  document.querySelectorAll("[data-sn-kept-elsewhere]").forEach(async (line) => {
    try {
      const isMine = (record) => record.who === line.dataset.snKeptElsewhere;
      const expired = (await forgetOld()).filter(isMine).length;
      const mine = (await everything()).filter(isMine);
      const pages = new Map();
      mine.forEach((record) => pages.set(record.page, record.name));
      const list = document.createElement("ul");
      pages.forEach((name, page) => {
        const link = document.createElement("a");
        link.href = page;
        link.textContent = name;
        const item = document.createElement("li");
        item.append(link);
        list.append(item);
      });
      line.querySelector(".alert-body").append(list);
      const told = line.querySelector("[data-sn-kept-expired]");
      told.textContent = numbered(expired === 1 ? line.dataset.expiredOne : line.dataset.expired, expired);
      told.hidden = !expired;
      line.querySelector("[data-sn-kept-waiting]").hidden = pages.size === 0;
      line.hidden = !expired && pages.size === 0;
    } catch { /* nothing can be kept here, so nothing waits */ }
  });

  const form = document.querySelector("form[data-sn-kept]");
  if (!form) return;
  const { snKept: url, snKeptWho: who, snKeptName: name, snKeptDays: days } = form.dataset;
  const page = location.pathname;
  const said = form.querySelector("[data-sn-saved]");
  const bar = document.querySelector("[data-sn-kept-bar]");
  const words = bar.dataset;
  const pending = new Map();
  const known = new Map();
  let pause = 0, seal = null, handIn = false, sending = null, away = false, keepsNothing = false;

  const tell = (text, bad) => {
    said.textContent = text;
    said.classList.toggle("sn-saved--bad", Boolean(bad));
  };
  const show = () => {
    const n = pending.size;
    bar.hidden = !(away && n);
    bar.querySelector("[data-sn-kept-count]").textContent =
      numbered(n === 1 ? words.one : words.many, n) + (handIn ? ` ${words.handIn}` : "");
    rows().forEach((child) => {
      const onlyHere = away && pending.has(child) && !keepsNothing;
      rowOf(child).querySelector("[data-sn-only-here]").hidden = !onlyHere;
      rowOf(child).querySelector("[data-sn-row-saved]").hidden = onlyHere;
    });
  };

  /* One child's row. */
  const fields = (child) => ({
    position: form.querySelector(`input[name="child-${child}-position"]:checked`)?.value || "",
    comment: form.elements[`child-${child}-comment`]?.value || "",
    what_works: form.elements[`child-${child}-what_works`]?.value || "",
  });
  const same = (a, b) => ["position", "comment", "what_works"].every((field) => a[field] === b[field]);
  const fill = (child, rating) => {
    if (!form.elements[`child-${child}-comment`]) return;
    form.querySelectorAll(`input[name="child-${child}-position"]`).forEach((input) => { input.checked = input.value === rating.position; });
    form.elements[`child-${child}-comment`].value = rating.comment;
    form.elements[`child-${child}-what_works`].value = rating.what_works;
  };
  const rows = () => [...form.querySelectorAll("[data-sn-child]")].map((row) => row.dataset.snChild);
  const rowOf = (child) => form.querySelector(`[data-sn-child="${child}"]`);
  rows().forEach((child) => known.set(child, { ...fields(child), base: rowOf(child).dataset.snBase }));

  /* The device's memory. */
  const idOf = (what) => `${who}|${url}|${what}`;
  const put = async (what, value) => {
    if (!seal) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const id = idOf(what);
    const text = new TextEncoder().encode(JSON.stringify(value));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) }, seal, text);
    await withStore("readwrite", (store) => store.put({ id, who, url, page, name, iv, sealed, until: Date.now() + Number(days) * 86400000 }));
  };
  const read = async (record) => {
    const additionalData = new TextEncoder().encode(record.id);
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: record.iv, additionalData }, seal, record.sealed);
    return JSON.parse(new TextDecoder().decode(text));
  };
  let writing = Promise.resolve();
  const keep = (child) => {
    writing = writing.then(() => pending.has(child) && put(child, pending.get(child))).catch(() => { keepsNothing = true; });
    return writing;
  };
  const drop = (what) => {
    writing = writing.then(() => forget(idOf(what))).catch(() => { /* it goes when its days are over */ });
    return writing;
  };

  /* Something was typed: kept at once, under the same key until it has been under way. */
  const note = (child, anyway) => {
    const now = fields(child);
    const before = pending.get(child);
    if (before ? same(before, now) : !anyway && same(known.get(child), now)) return;
    const earlier = before ? [...before.earlier, ...(before.sent ? [before.key] : [])].slice(-50) : [];
    const key = before && !before.sent ? before.key : crypto.randomUUID();
    pending.set(child, { child, key, earlier, ...now, base: known.get(child).base, written_at: new Date().toISOString() });
    show();
    keep(child);
  };
  form.addEventListener("input", (event) => {
    const child = event.target.closest("[data-sn-child]")?.dataset.snChild;
    if (!child) return;
    note(child);
    clearTimeout(pause);
    pause = setTimeout(() => send(), PAUSE);
  });
  form.addEventListener("change", () => send());
  form.addEventListener("focusout", () => send());

  /* Sending: everything that waits, again until it is answered for. Says whether the server was reached. */
  const deliver = async () => {
    const batch = [...pending.values()];
    batch.forEach((rating) => { rating.sent = true; keep(rating.child); });
    const hands = handIn;
    let answer;
    try {
      answer = await fetch(url, {
        method: "POST", redirect: "manual", credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        body: JSON.stringify({ ratings: batch, hand_in: hands }),
      });
    } catch {
      away = true;
      tell(keepsNothing || !seal ? document.body.dataset.snUnsavedWord : words.offline, true);
      show();
      return "away";
    }
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json().catch(() => ({})) : {};
    if (!answer.ok || !json.results) {
      away = true;
      tell(json.message || (seal ? words.signedOut : document.body.dataset.snExpiredWord), true);
      show();
      return "refused";
    }
    let aside = 0;
    for (const result of json.results) {
      const sent = batch.find((rating) => rating.key === result.key);
      if (!sent || result.state === "broken") continue;
      const { child } = sent;
      if (result.state === "aside" || result.state === "held") aside += 1;
      if (result.state === "taken") {
        known.set(child, { ...sent, base: result.saved });
        const line = rowOf(child)?.querySelector("[data-sn-row-saved]");
        if (line) line.textContent = `${document.body.dataset.snSavedWord} ${json.saved}`;
      }
      const latest = pending.get(child);
      if (latest.key === sent.key) { pending.delete(child); await drop(child); }
      else { latest.base = result.saved || latest.base; keep(child); }
    }
    if (hands && !pending.size) {
      handIn = false;
      await drop("hand_in");
      words.done = words.handedIn;
    }
    away = pending.size > 0;
    const broken = json.results.some((result) => result.state === "broken");
    if (broken) tell(words.broken, true);
    else if (aside) tell(numbered(words.aside, aside), true);
    else if (words.done) tell(words.done);
    else if (batch.length) tell(`${document.body.dataset.snSavedWord} ${json.saved}`);
    show();
    return broken ? "refused" : "sent";
  };
  const send = () => {
    if (sending) return sending;
    if (!pending.size && !handIn) return Promise.resolve("sent");
    sending = deliver().finally(() => { sending = null; });
    return sending;
  };
  setInterval(() => { if (!document.hidden) send(); }, AGAIN);
  window.addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => send());
  bar.querySelector("button").addEventListener("click", () => send());

  /* The buttons: the network is tried first, so that the browser never swaps the page for its own "no connection". */
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (form.dataset.snThrough || !button || !["hand_in", "save"].includes(button.name)) return;
    event.preventDefault();
    event.stopPropagation();
    if (sending) await sending;
    const reached = await deliver();
    if (reached === "away" && seal) {
      if (button.name !== "hand_in") return;
      for (const child of rows()) if (fields(child).position) note(child, true);
      handIn = true;
      try { await put("hand_in", { handIn }); } catch { keepsNothing = true; }
      show();
      return;
    }
    form.dataset.snThrough = "1";
    form.requestSubmit(button);
  });
  window.addEventListener("beforeunload", (event) => {
    if (pending.size && (keepsNothing || !seal) && !form.dataset.snThrough) event.preventDefault();
  });

  /* What was kept the last time the page was open here. */
  const begin = async () => {
    if (!window.isSecureContext || !crypto.subtle || !window.indexedDB) { keepsNothing = true; return; }
    const bytes = Uint8Array.from(atob(form.dataset.snKeptKey), (letter) => letter.charCodeAt(0));
    seal = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    delete form.dataset.snKeptKey;
    try {
      const old = (await forgetOld()).filter((record) => record.who === who && record.url === url);
      if (old.length) tell(numbered(old.length === 1 ? words.expiredOne : words.expired, old.length), true);
      for (const record of await everything()) {
        if (record.who !== who || record.url !== url) continue;
        try {
          const value = await read(record);
          if (record.id === idOf("hand_in")) { handIn = true; continue; }
          if (pending.has(value.child)) continue;
          pending.set(value.child, value);
          if (!known.has(value.child)) known.set(value.child, { position: "", comment: "", what_works: "", base: "" });
          fill(value.child, value);
        } catch { /* sealed with a key that is no more: it goes when its days are over */ }
      }
    } catch { keepsNothing = true; }
    if (pending.size) { away = true; show(); await send(); }
  };
  begin();
})();
