// What the server cannot do for a page: keys inside a combobox, the clipboard, scrolling to a new turn, coming back after a break.

const reduced = matchMedia("(prefers-reduced-motion: reduce)");

// Combobox (the server moves the active option): the arrow keys must not move the caret as well.
document.addEventListener("keydown", event => {
  const box = event.target.closest?.("[role=combobox]");
  if (box?.getAttribute("aria-expanded") === "true" && ["ArrowUp", "ArrowDown"].includes(event.key)) { event.preventDefault(); }
}, { capture: true });

// Pages change by themselves: one observer for the active option, new turns and explanations.
new MutationObserver(changes => {
  for (const change of changes) {
    if (change.type === "attributes") {
      document.getElementById(change.target.getAttribute("aria-activedescendant"))?.scrollIntoView({ block: "nearest" });
    }
    for (const node of change.addedNodes) {
      if (!(node instanceof Element)) { continue; }
      const block = node.matches("[data-new-turn]") ? "start" : node.matches(".why, .problem.reason") ? "nearest" : null;      // what was asked for is not to be under the composer
      if (block) { node.scrollIntoView({ block, behavior: reduced.matches ? "auto" : "smooth" }); }
    }
  }
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-activedescendant"] });

// <a data-reload>: the same address again, even when a router would think that nothing changed.
document.addEventListener("click", event => {
  if (event.target.closest?.("[data-reload]")) { event.preventDefault(); location.reload(); }
}, { capture: true });

// <button data-copy="text"> puts the text on the clipboard and says so where a screen reader hears it.
document.addEventListener("click", async event => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) { return; }
  const copied = await copy(button.dataset.copy);
  const status = document.getElementById("announcement");
  status.textContent = copied ? `${button.dataset.copied ?? "Copied"}.` : `Copying is not allowed here. Select it by hand: ${button.dataset.copy}`;
  button.toggleAttribute("data-done", copied);
  status.toggleAttribute("data-shown", !copied);
  setTimeout(() => button.removeAttribute("data-done"), 2000);
});

async function copy(text) {
  if (navigator.clipboard) {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* refused: try the old way */ }
  }
  const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true, className: "sr-only" });
  document.body.append(area);
  area.select();
  try { return document.execCommand("copy"); } finally { area.remove(); }
}

// After a break the address and the store know everything: when the server answers again and Blazor has not rejoined, load the page again.
const dialog = document.getElementById("components-reconnect-modal");
const isLost = () => ["show", "failed", "rejected"].some(state => dialog.classList.contains(`components-reconnect-${state}`));
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
let returning = false;

new MutationObserver(async () => {
  if (returning || !isLost()) { return; }
  returning = true;
  while (isLost()) {
    await pause(1000);
    if (isLost() && await answers()) {
      await pause(1000);
      if (isLost()) { location.reload(); return; }
    }
  }
  returning = false;
}).observe(dialog, { attributes: true, attributeFilter: ["class"] });

async function answers() {
  try { return (await fetch("img/portal.svg", { cache: "no-store" })).ok; } catch { return false; }
}

// A page that Back brings shows what its address says; so do its choices, not what was chosen before leaving it.
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form.chooser")) { form.reset(); } });
