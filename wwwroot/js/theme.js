// Runs before the first paint: the reader's theme, where one was chosen; otherwise the system's.
(() => {
  const root = document.documentElement;
  const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ?? (systemIsDark.matches ? "dark" : "light")) === "dark";

  if (["light", "dark"].includes(stored())) { root.dataset.theme = stored(); }

  document.addEventListener("click", event => {
    if (!event.target.closest?.("[data-theme-toggle]")) { return; }
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* private window: for this page only */ }
  });
})();
