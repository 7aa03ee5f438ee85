/**
 * The colour scheme: the system's, or the one chosen here, remembered where the browser allows it.
 */

const KEY = "plimsoll-theme";

/** @param {HTMLSelectElement} select With the values `system`, `light` and `dark`. */
export function rememberedTheme(select) {
  select.value = document.documentElement.dataset.theme ?? "system";
  select.addEventListener("change", () => {
    if (select.value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = select.value;
    try {
      localStorage.setItem(KEY, select.value);
    } catch {
      // Not remembered, then; it holds for this visit.
    }
  });
}
