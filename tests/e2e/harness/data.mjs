// What people import: a real bundle where there is one, else one of our own.

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const synthea = join(process.env.SATCHEL_DATA ?? "../shared/data", "fhir-synthea");

/** Whether the real data is here. */
export const real = existsSync(synthea);

/** Files of different real patients, in the order of their names; or our own. */
export function bundles(dir, count) {
  if (real) {
    return readdirSync(synthea)
      .filter((f) => f.endsWith(".json.gz"))
      .slice(0, count)
      .map((f) => join(synthea, f));
  }
  return Array.from({ length: count }, (_, i) => ours(dir, i, 120));
}

/** A file of our own patient number n with so many results. */
export function ours(dir, n, results) {
  const file = join(dir, `patient-${n}.json`);
  writeFileSync(file, JSON.stringify(bundle(n, results)));
  return file;
}

/** The file of one and the same person as somebody has it: with results, each a test, its value and unit, and the day. */
export function resultsOf(dir, whose, results) {
  const file = join(dir, `${whose}.json`);
  const subject = { reference: "Patient/p" };
  const list = [
    { resourceType: "Patient", id: "p", name: [{ family: "Yılmaz", given: ["Ayşe"] }], gender: "female", birthDate: "1958-03-04" },
    ...results.map(([text, value, unit, day], i) => ({
      resourceType: "Observation",
      id: `o${i}`,
      status: "final",
      subject,
      category: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "laboratory" }] }],
      code: { text },
      effectiveDateTime: day,
      valueQuantity: { value, unit },
    })),
  ];
  writeFileSync(file, JSON.stringify({ resourceType: "Bundle", type: "collection", entry: list.map((resource) => ({ resource })) }));
  return file;
}

export function read(file) {
  const bytes = readFileSync(file);
  return JSON.parse((file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
}

/** The family name of a bundle's patient. */
export const family = (b) => b.entry.find((e) => e.resource.resourceType === "Patient").resource.name[0].family;

/** How many resources a bundle has besides the Patient: whoever shares a file writes a Patient of their own. */
export const size = (b) => b.entry.filter((e) => e.resource.resourceType !== "Patient").length;

/** The resources of a bundle, each with its elements in canonical order, sorted. */
export const contents = (b) => b.entry.map((e) => canonical(e.resource)).sort();

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((k) => `${JSON.stringify(k)}:${canonical(value[k])}`).join()}}`;
}

function bundle(n, results) {
  const id = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const subject = { reference: `urn:uuid:${id}` };
  const text = (words) => ({ text: words });
  const list = [
    { resourceType: "Patient", id, name: [{ family: `Yılmaz${n}`, given: ["Ayşe"] }], gender: "female", birthDate: "1958-03-04" },
    { resourceType: "Condition", id: `c-${n}`, subject, code: text("Type 2 diabetes"), onsetDateTime: "2009-05-01" },
    { resourceType: "AllergyIntolerance", id: `a-${n}`, patient: subject, code: text("Penicillin"), criticality: "high" },
    { resourceType: "MedicationRequest", id: `m-${n}`, status: "active", intent: "order", subject, medicationCodeableConcept: text("Metformin 1 g") },
    ...Array.from({ length: results }, (_, i) => ({
      resourceType: "Observation",
      id: `o-${n}-${i}`,
      status: "final",
      subject,
      category: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "laboratory" }] }],
      code: { coding: [{ system: "http://loinc.org", code: "4548-4", display: "Hemoglobin A1c" }] },
      effectiveDateTime: `20${10 + (i % 12)}-0${1 + (i % 9)}-12T08:00:00Z`,
      valueQuantity: { value: 6 + i / 1000, unit: "%" },
    })),
  ];
  return { resourceType: "Bundle", type: "transaction", entry: list.map((resource) => ({ fullUrl: `urn:uuid:${resource.id}`, resource })) };
}
