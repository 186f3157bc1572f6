/* What is typed in a form with data-sn-draft is kept at the server every few seconds; nobody's text is lost to a closed lid,
   another page or another writer. Without this script the same form has a button for it. */
(() => {
  "use strict";
  const word = (name) => document.body.dataset[name] || "";
  const QUIET = 1200;
  const PATIENCE = 4000;
  const states = new WeakMap();

  const box = (form) => form.querySelector("textarea");
  const written = (form) => {
    const data = new FormData(form);
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "sn_who", "key", "part", "draft_version", "entry", "disagrees", "manner"]) {
      if (data.has(name)) body.set(name, data.get(name));
    }
    body.set("text", box(form).value);
    body.set("said_by", data.get("said_by") || data.get("who") || "");
    return body;
  };
  const fingerprint = (form) => {
    const data = written(form);
    return ["text", "said_by", "disagrees", "manner"].map((name) => data.get(name) || "").join("\u0000");
  };
  const tell = (form, text, bad) => {
    const said = form.querySelector("[data-sn-draft-said]");
    if (!said) return;
    said.textContent = text;
    said.classList.toggle("sn-draft-bad", Boolean(bad));
  };

  const other = (form, json) => {
    const place = form.querySelector("[data-sn-draft-other]");
    if (!place) return;
    place.querySelector("[data-sn-draft-words]").textContent = json.other;
    place.hidden = false;
    const settle = (both) => {
      place.hidden = true;
      if (both) box(form).value = `${json.other}\n\n${box(form).value}`;
      form.elements.namedItem("draft_version").value = json.version;
      states.get(form).asked = false;
      save(form);
    };
    place.querySelector("[data-sn-draft-join]").onclick = () => settle(true);
    place.querySelector("[data-sn-draft-mine]").onclick = () => settle(false);
  };

  const save = async (form, leaving) => {
    const state = states.get(form);
    if (!state || state.saving || state.asked || state.sent || !form.isConnected) return;
    const now = fingerprint(form);
    if (now === state.saved) return;
    state.saving = true;
    try {
      const answer = await fetch(form.dataset.snDraft, {
        method: "POST", body: written(form), redirect: "manual", keepalive: Boolean(leaving),
        headers: { Accept: "application/json", "HX-Request": "true", "X-Beside-A-Form": "1" },
      });
      const json = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : {};
      if (answer.status === 409 && "other" in json) { state.asked = true; tell(form, json.message, true); other(form, json); return; }
      if (!answer.ok || !json.saved) { tell(form, json.message || word("snExpiredWord"), true); return; }
      if (json.written || !form.isConnected) return;
      form.elements.namedItem("draft_version").value = json.version;
      state.saved = now;
      tell(form, box(form).value ? `${form.closest("[data-sn-draft-word]")?.dataset.snDraftWord || word("snSavedWord")} ${json.saved}` : "");
    } catch {
      tell(form, word("snUnsavedWord"), true);
    } finally {
      state.saving = false;
    }
  };

  const watch = (form) => {
    if (states.has(form) || !box(form)) return;
    states.set(form, { saved: fingerprint(form), saving: false, asked: false, sent: false, timer: 0, since: 0 });
    const plain = form.querySelector("[data-sn-draft-plain]");
    if (plain) plain.remove();
    const manner = form.querySelector("[data-sn-manner]");
    const who = form.elements.namedItem("said_by");
    if (manner && who) {
      const professionals = (form.dataset.snProfessionals || "").split(",");
      const ask = () => { manner.hidden = !professionals.includes(who.value); };
      who.addEventListener("change", ask);
      ask();
    }
    form.addEventListener("input", () => {
      const state = states.get(form);
      const now = Date.now();
      clearTimeout(state.timer);
      state.since = state.since || now;
      const wait = Math.max(0, Math.min(QUIET, state.since + PATIENCE - now));
      state.timer = setTimeout(() => { state.since = 0; save(form); }, wait);
    });
    form.addEventListener("focusout", () => save(form));
    form.addEventListener("submit", () => { states.get(form).sent = true; });
  };
  const watchAll = () => document.querySelectorAll("form[data-sn-draft]").forEach(watch);
  watchAll();

  /* htmx puts a fresh form in the sent one's place; what was typed while it was under way goes along. */
  const underWay = new Map();
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target;
    if (form.matches && form.matches("form[data-sn-draft]")) underWay.set(form.id || form.action, { form, sent: box(form).value });
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    for (const [name, one] of underWay) {
      if (event.detail.target && event.detail.target.contains(one.form)) one.now = box(one.form).value;
      underWay.set(name, one);
    }
  });
  document.addEventListener("htmx:afterSettle", () => {
    watchAll();
    for (const [name, one] of underWay) {
      if (one.now === undefined) continue;
      underWay.delete(name);
      if (one.now === one.sent) continue;
      const fresh = [...document.querySelectorAll("form[data-sn-draft]")].find((form) => (form.id || form.action) === name);
      if (!fresh) continue;
      const more = one.now.startsWith(one.sent) ? one.now.slice(one.sent.length).trimStart() : one.now;
      if (!box(fresh).value.includes(more)) box(fresh).value = more;
      save(fresh);
    }
  });
  ["htmx:responseError", "htmx:sendError", "htmx:afterRequest"].forEach((name) => document.addEventListener(name, (event) => {
    const state = event.target.matches && event.target.matches("form[data-sn-draft]") ? states.get(event.target) : null;
    if (state) state.sent = false;
  }));

  /* A lid that is closed, a tab that is left. */
  const saveAll = () => document.querySelectorAll("form[data-sn-draft]").forEach((form) => save(form, true));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") saveAll(); });
  window.addEventListener("pagehide", saveAll);
  window.addEventListener("beforeunload", (event) => {
    const lost = [...document.querySelectorAll("form[data-sn-draft]")].some((form) => {
      const state = states.get(form);
      return state && !state.sent && fingerprint(form) !== state.saved && box(form).value.trim();
    });
    if (lost) { saveAll(); event.preventDefault(); }
  });
})();
