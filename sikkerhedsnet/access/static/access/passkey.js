/* Asks the browser for a passkey and sends its answer with the form. Without this script the page's code form is there. */
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const words = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const asked = (options) => {
    const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
    const ready = { ...options, challenge: bytes(options.challenge) };
    if (options.user) ready.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) ready.excludeCredentials = known(options.excludeCredentials);
    if (options.allowCredentials) ready.allowCredentials = known(options.allowCredentials);
    return ready;
  };

  const answered = (credential) => {
    const from = credential.response;
    const response = { clientDataJSON: words(from.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (from[name]) response[name] = words(from[name]);
    }
    return JSON.stringify({
      id: credential.id, rawId: words(credential.rawId), type: credential.type, response, clientExtensionResults: {},
    });
  };

  document.querySelectorAll("form[data-sn-passkey]").forEach((form) => {
    const button = form.querySelector("button[type=submit]");
    const said = form.querySelector("[data-sn-passkey-said]");
    const able = window.isSecureContext && window.PublicKeyCredential && navigator.credentials;
    form.querySelectorAll("[data-sn-passkey-unable]").forEach((part) => { part.hidden = Boolean(able); });
    form.querySelectorAll("[data-sn-passkey-able]").forEach((part) => { part.hidden = !able; });
    if (!able) return;
    form.addEventListener("submit", async (event) => {
      const answer = form.elements.namedItem("answer");
      if (answer.value || (event.submitter && event.submitter !== button)) return;
      event.preventDefault();
      if (!form.reportValidity()) return;
      said.hidden = true;
      button.disabled = true;
      try {
        const publicKey = asked(JSON.parse(form.dataset.snPasskey));
        const way = form.dataset.snPasskeyWay;
        answer.value = answered(await navigator.credentials[way]({ publicKey }));
        form.submit();
      } catch {
        answer.value = "";
        said.hidden = false;
        button.disabled = false;
      }
    });
  });
})();
