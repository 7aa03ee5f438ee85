/** Sets the remembered colour scheme before the first paint. A classic script in the head, so that nothing flashes. */
(() => {
  try {
    const theme = localStorage.getItem("plimsoll-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's scheme then holds.
  }
})();
