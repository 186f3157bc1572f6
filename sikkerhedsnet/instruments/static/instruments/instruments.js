/* A comfort: the sum so far, beside the button; the server's sum is the one that counts. */
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-in-sum]")) {
    const said = form.querySelector("[data-in-said]");
    if (!said) continue;
    const tell = () => {
      const chosen = [...form.querySelectorAll("input[name^='item_']")]
        .filter((input) => (input.type === "radio" ? input.checked : input.value !== ""));
      const sum = chosen.reduce((total, input) => total + (Number(input.value) || 0), 0);
      said.hidden = chosen.length === 0;
      said.textContent = `${said.dataset.inWords} ${sum} (${chosen.length}/${form.dataset.inSum} ${said.dataset.inOf})`;
    };
    form.addEventListener("change", tell);
    form.addEventListener("input", tell);
    tell();
  }
})();
