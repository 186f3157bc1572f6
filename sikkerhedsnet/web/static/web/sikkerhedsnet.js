/* Comforts on top of pages that work without them: send once, save as you write, arrows and 1-2-3, search in chips. */
(() => {
  "use strict";
  const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
  const word = (name) => document.body.dataset[name] || "";

  /* Send once: the button rests while the form is under way, and is back when the page is. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-sn-once]")) return;
    if (form.dataset.snSent) { event.preventDefault(); return; }
    form.dataset.snSent = "1";
    form.dataset.snClean = "1";
    setTimeout(() => each("button:not([type=button])", (b) => { b.disabled = true; }, form), 0);
  });
  window.addEventListener("pageshow", () => each("form[data-sn-sent]", (form) => {
    delete form.dataset.snSent;
    each("button", (b) => { b.disabled = false; }, form);
  }));

  /* Errors are met first. */
  const errors = document.querySelector("[data-sn-focus]");
  if (errors) errors.focus();

  /* Nothing typed is lost by leaving. */
  const state = (form) => new URLSearchParams(new FormData(form)).toString();
  const dirty = new Map();
  each("form[data-sn-guard], form[data-sn-autosave]", (form) => dirty.set(form, state(form)));
  window.addEventListener("beforeunload", (event) => {
    for (const [form, was] of dirty) {
      if (form.isConnected && !form.dataset.snClean && state(form) !== was) { event.preventDefault(); return; }
    }
  });
  document.addEventListener("submit", (event) => { if (dirty.has(event.target)) event.target.dataset.snClean = "1"; });

  /* Save as you write: every 20 seconds when something changed, and when a field is left. */
  each("form[data-sn-autosave]", (form) => {
    const said = form.querySelector("[data-sn-saved]");
    const tell = (text, bad) => {
      if (!said) return;
      said.textContent = text;
      said.classList.toggle("sn-saved--bad", Boolean(bad));
    };
    let saving = null;
    const save = () => {
      if (saving || state(form) === dirty.get(form) || form.dataset.snSent) return;
      saving = send(state(form)).finally(() => { saving = null; });
    };
    const send = async (now) => {
      try {
        const answer = await fetch(form.dataset.snAutosave || form.action, {
          method: "POST", body: new FormData(form), redirect: "manual",
          headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        });
        const json = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : {};
        if (!answer.ok || !json.saved) { tell(json.message || word("snExpiredWord"), true); return; }
        const same = state(form) === now;
        for (const [name, value] of Object.entries(json)) {
          const input = form.elements.namedItem(name);
          if (input instanceof HTMLInputElement && input.type === "hidden") input.value = value;
        }
        if (same) dirty.set(form, state(form));
        tell(`${word("snSavedWord")} ${json.saved}`);
      } catch {
        tell(word("snUnsavedWord"), true);
      }
    };
    /* A save that is under way moves the version on: the button waits for it, at most as long as a person would. */
    form.addEventListener("submit", (event) => {
      if (!saving) return;
      event.preventDefault();
      event.stopPropagation();
      const patience = new Promise((done) => { setTimeout(done, 8000); });
      Promise.race([saving, patience]).then(() => { saving = null; form.requestSubmit(event.submitter); });
    });
    setInterval(save, 20000);
    form.addEventListener("focusout", save);
    form.addEventListener("change", save);
  });

  /* A group's rating: arrow to the child, 1-2-3 to choose. */
  each("[data-sn-rating]", (list) => {
    const rows = () => [...list.querySelectorAll(".sn-kid")].filter((row) => row.offsetParent !== null);
    const go = (row) => {
      const target = row && (row.querySelector(".sn-pick input:checked") || row.querySelector(".sn-pick input"));
      if (target) { target.focus(); row.scrollIntoView({ block: "nearest" }); }
    };
    list.addEventListener("keydown", (event) => {
      const row = event.target.closest(".sn-kid");
      if (!row || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, input[type=text], select")) return;
      const all = rows();
      const at = all.indexOf(row);
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        go(all[at + (event.key === "ArrowDown" ? 1 : -1)]);
      } else if (["1", "2", "3"].includes(event.key)) {
        const choice = row.querySelectorAll(".sn-pick input")[Number(event.key) - 1];
        if (!choice) return;
        event.preventDefault();
        choice.checked = true;
        choice.focus();
        choice.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  });

  /* Search in chips. */
  each("[data-sn-chips]", (chips) => {
    const box = chips.querySelector(".sn-chips-search");
    const input = box && box.querySelector("input");
    if (!input || chips.querySelectorAll(".sn-chip").length < 8) return;
    box.hidden = false;
    const none = box.querySelector("[data-sn-none]");
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLocaleLowerCase();
      let shown = 0;
      each(".sn-chip-group", (group) => {
        let here = 0;
        each(".sn-chip", (chip) => {
          const fits = !wanted || chip.textContent.toLocaleLowerCase().includes(wanted) || chip.querySelector("input").checked;
          chip.hidden = !fits;
          here += fits ? 1 : 0;
        }, group);
        group.hidden = here === 0;
        shown += here;
      }, chips);
      none.textContent = shown ? "" : none.dataset.snNone;
    });
  });

  /* A folded part opens when the choice it belongs to is made; it never closes by itself. */
  document.addEventListener("change", (event) => {
    const { name, value, checked } = event.target;
    if (checked) each(`details[data-sn-opened-by="${CSS.escape(name)}=${CSS.escape(value)}"]`, (part) => { part.open = true; });
  });

  /* Large type for a screen that others look at too. */
  const large = (on) => {
    document.documentElement.classList.toggle("sn-large", on);
    each("[data-sn-large]", (b) => b.setAttribute("aria-pressed", String(on)));
  };
  try { large(sessionStorage.getItem("sn-large") === "1"); } catch { large(false); }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sn-large], [data-sn-print]");
    if (!button) return;
    if (button.hasAttribute("data-sn-print")) { window.print(); return; }
    const on = !document.documentElement.classList.contains("sn-large");
    large(on);
    try { sessionStorage.setItem("sn-large", on ? "1" : "0"); } catch { /* then only this page */ }
  });
  each("[data-sn-large], [data-sn-print]", (b) => { b.hidden = false; });

  /* The menu closes on Escape. */
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".sn-menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
})();
