/**
 * Making elements. Text goes in as text nodes only: there is no way in here to write markup, since everything shown may
 * come from a hostile image.
 */

/** Attributes that could run or load something. */
const FORBIDDEN = /^(on|style$|srcdoc$|src$|srcset$|action$|formaction$)/u;

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes */

/**
 * An element. Functions become listeners of the event they are named after; `false`, null and undefined are left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(name, value);
    } else if (value !== false && value !== null && value !== undefined) {
      if (FORBIDDEN.test(name)) throw new TypeError(`The attribute ${name} is not for h()`);
      if (name === "href" && !/^(#|https:)/u.test(String(value))) throw new TypeError("Only fragments and https addresses are linked");
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(element, children);
  return element;
}

/**
 * @param {Element} element
 * @param {(Child | Child[])[]} children
 */
function append(element, children) {
  for (const child of children.flat()) {
    if (child !== false && child !== null && child !== undefined) element.append(child instanceof Node ? child : String(child));
  }
}

/**
 * Puts new content in place of what is there.
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/**
 * Text that comes from an image: isolated, so that its direction cannot reorder what stands around it.
 * @param {string} text
 * @param {string} [className]
 */
export const foreign = (text, className) => h("bdi", { class: className }, text);

/**
 * The same as code: paths, commands, values.
 * @param {string} text
 */
export const code = (text) => h("code", {}, foreign(text));

/**
 * An element of the page by its id.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} called ${id}`);
  return element;
}

/**
 * Terms and what they stand for; entries with nothing to say are left out.
 * @param {[string, Child | Child[]][]} entries
 * @param {string} [className]
 */
export function terms(entries, className) {
  return h(
    "dl",
    { class: className },
    entries
      .filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== "" && value !== false))
      .flatMap(([term, value]) => [h("dt", {}, term), h("dd", {}, value)]),
  );
}

/**
 * Names and values from an image.
 * @param {[string, string][]} pairs
 * @param {string} [caption]
 */
export const table = (pairs, caption) =>
  pairs.length > 0 && h("table", { class: "details" }, caption && h("caption", {}, caption), h("tbody", {}, pairs.map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, foreign(name)), h("td", {}, code(value))))));

/** How long an announcement stays in its corner. */
const SHOWN_FOR = 6000;
let timer = 0;

/**
 * Read aloud by screen readers, and shown in a corner for a while.
 * @param {string} text
 * @param {boolean} [shownElsewhere] Then the corner stays empty.
 */
export function announce(text, shownElsewhere = false) {
  const live = byId("live", HTMLElement);
  fill(live, text);
  live.classList.toggle("visually-hidden", shownElsewhere);
  clearTimeout(timer);
  timer = setTimeout(() => fill(live), SHOWN_FOR);
}
