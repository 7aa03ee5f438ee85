/** The page's types of the report are those of its JSON Schema, which comes from the engine. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { ROOT } from "./support/page.mjs";

/** What is only in summaries, which have no schema, or missing in them. */
const OF_SUMMARIES = { Target: { findings: "?: Finding[]", notes: "?: string[]", contradicted: "?: Contradicted[]" } };

const { $defs, ...report } = JSON.parse(readFileSync(join(ROOT, "crate/core/schema/report.schema.json"), "utf8"));
const schemas = { Report: report, ...$defs };
const types = readFileSync(join(ROOT, "www/types/report.d.ts"), "utf8").replace(/\/\*\*[^]*?\*\//gu, "");

/** A type of the schema as it is written in TypeScript. Members that may be left out are never null. */
function written(schema, isOptional) {
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if (schema.const) return JSON.stringify(schema.const);
  const several = schema.anyOf ?? schema.oneOf ?? (Array.isArray(schema.type) && schema.type.map((type) => ({ ...schema, type })));
  if (several) return several.filter(({ type }) => !(isOptional && type === "null")).map((one) => written(one)).join(" | ");
  if (schema.type === "array") return `${written(schema.items)}[]`;
  if (schema.type === "object") return `Record<string, ${written(schema.additionalProperties)}>`;
  return schema.type === "integer" ? "number" : schema.type;
}

/** `{ member: "?: type" }` of an interface, those that it extends first. */
function membersOf(name) {
  const found = new RegExp(`^export interface ${name}(?: extends (\\w+))? \\{\\n([^}]*)\\}`, "mu").exec(types);
  assert.ok(found, `there is no interface ${name}`);
  const own = [...found[2].matchAll(/^ {2}(\w+)(\??: .*);$/gmu)].map(([, member, type]) => [member, type]);
  assert.equal(own.length, found[2].trim() === "" ? 0 : found[2].match(/;$/gmu).length, `${name} cannot be read`);
  return { ...(found[1] ? membersOf(found[1]) : {}), ...Object.fromEntries(own) };
}

for (const [name, schema] of Object.entries(schemas)) {
  it(`${name} is that of the schema`, () => {
    if (schema.properties) {
      const expected = Object.entries(schema.properties).map(([member, type]) => {
        const isOptional = !schema.required?.includes(member);
        return [member, `${isOptional ? "?" : ""}: ${written(type, isOptional)}`];
      });
      assert.deepEqual(membersOf(name), { ...Object.fromEntries(expected), ...OF_SUMMARIES[name] });
      return;
    }
    const declared = new RegExp(`^export type ${name} =\\s*([^;]*(?:\\{[^}]*\\}[^;]*)*);$`, "mu").exec(types)?.[1];
    assert.ok(declared, `there is no type ${name}`);
    if (name === "Place") {
      const kinds = [...declared.matchAll(/kind: "(\w+)"([^}]*)\}/gu)].map(([, kind, rest]) => [kind, ...[...rest.matchAll(/(\w+)\??: /gu)].map(([, member]) => member)].toSorted());
      assert.deepEqual(kinds.toSorted(), schema.oneOf.map(({ properties: { kind, ...rest } }) => [kind.const, ...Object.keys(rest)].toSorted()).toSorted());
    } else {
      const words = (text) => text.match(/"[^"]+"/gu).toSorted();
      assert.deepEqual(words(declared), words(written(schema)));
    }
  });
}
