/**
 * The colour scheme: the system's, or the one chosen here, remembered where the browser allows it. A classic script in the
 * head, so that the remembered one is set before the first paint.
 */
(() => {
  const KEY = "plimsoll-theme";
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem(KEY);
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's scheme then holds.
  }
  document.addEventListener("DOMContentLoaded", () => {
    const select = document.querySelector("#theme");
    if (!(select instanceof HTMLSelectElement)) return;
    select.value = root.dataset.theme ?? "system";
    select.addEventListener("change", () => {
      if (select.value === "system") delete root.dataset.theme;
      else root.dataset.theme = select.value;
      try {
        localStorage.setItem(KEY, select.value);
      } catch {
        // Not remembered, then; it holds for this visit.
      }
    });
  });
})();
