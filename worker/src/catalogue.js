import rules from "../rules.json";

/** The catalogue of rules as text. Bundlers give JSON as an object; as a text module it stays as it is. */
export const catalogue = typeof rules === "string" ? rules : JSON.stringify(rules);
