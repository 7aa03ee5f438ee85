/** Which form of the report the client wants (RFC 9110, section 12.5.1). */

/** In the order of preference among equals. */
const OFFERS = /** @type {const} */ ([
  { type: "application/json", format: "report" },
  { type: "application/sarif+json", format: "sarif" },
  { type: "text/plain", format: "text" },
]);

/** @typedef {typeof OFFERS[number]} Offer */

/** @param {string} range */
function parse(range) {
  const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => /^q\s*=/u.test(parameter))?.split("=")[1];
  const quality = weight === undefined ? 1 : Number(weight);
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/**
 * How exactly a range names a type; 0 if it does not.
 * @param {string} range
 * @param {string} type
 */
function exactness(range, type) {
  if (range === type) return 3;
  if (range === `${type.split("/")[0]}/*`) return 2;
  return range === "*/*" ? 1 : 0;
}

/**
 * @param {string | null} accept
 * @returns {Offer | undefined}
 */
export function negotiate(accept) {
  if (accept === null || accept.trim() === "") return OFFERS[0];
  const ranges = accept.split(",").map(parse);
  let best;
  let highest = 0;
  for (const offer of OFFERS) {
    const fitting = ranges
      .map(({ type, quality }) => ({ quality, exactness: exactness(type, offer.type) }))
      .filter((range) => range.exactness > 0)
      .sort((left, right) => right.exactness - left.exactness)[0];
    if (fitting && fitting.quality > highest) {
      best = offer;
      highest = fitting.quality;
    }
  }
  return best;
}
