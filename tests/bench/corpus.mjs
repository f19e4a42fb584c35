// The corpus: FHIR R4 resources of about 1 KB each for a number of patients, the
// same for the same seed on every machine. The mixture follows what general practice
// records (seven tenths observations); the free text is drawn from a clinical
// vocabulary by Zipf's law, with numbers and dates in it, so that the whole
// compresses no better than real records do.

import { gzipSync } from "node:zlib";
import { random } from "./random.mjs";
import { codes, words } from "./vocabulary.mjs";

/** Resources of one patient: the Patient and those about them, as lines of JSON. */
const entriesPerPatient = 500;

/**
 * Makes a corpus. Each patient's lines stand together, the Patient first.
 * Returns {patients: [{id, family, lines}], entries, bytes, ratio}, where ratio is
 * how far gzip compresses the first patients.
 */
export function makeCorpus(seed, entries) {
  const source = random(seed);
  const patients = [];
  for (let left = entries; left > 0; left -= entriesPerPatient) {
    patients.push(makePatient(source, patients.length, Math.min(left, entriesPerPatient)));
  }
  const sample = patients
    .slice(0, 4)
    .flatMap(({ lines }) => lines)
    .join("\n");
  return {
    patients,
    entries,
    bytes: patients.reduce((sum, { lines }) => sum + Buffer.byteLength(lines.join("\n")) + 1, 0),
    ratio: Buffer.byteLength(sample) / gzipSync(sample).length,
  };
}

/** The corpus as newline-delimited JSON. */
export function toNdjson(corpus) {
  return corpus.patients.map(({ lines }) => lines.join("\n") + "\n").join("");
}

function makePatient(source, index, size) {
  const id = source.uuid();
  const family = `${source.pick(words.families)}-${source.letters(5)}`;
  const patient = {
    resourceType: "Patient",
    id,
    identifier: [{ system: "https://bench.example/card", value: source.digits(11) }],
    name: [{ use: "official", family, given: [source.pick(words.givens), source.pick(words.givens)] }],
    telecom: [{ system: "phone", value: `+44 ${source.digits(4)} ${source.digits(6)}`, use: "home" }],
    gender: source.pick(["female", "male"]),
    birthDate: source.day(1930 + (index % 80), 1),
    address: [
      { line: [`${source.between(1, 180)} ${source.pick(words.families)} Road`], city: source.pick(words.cities) },
    ],
  };
  const visits = Array.from({ length: Math.ceil(size / 12) }, () => ({
    id: source.uuid(),
    at: source.instant(2008, 17),
  }));
  const lines = [JSON.stringify(patient)];
  const subject = { reference: `Patient/${id}` };
  while (lines.length < size) {
    const visit = visits[Math.floor((lines.length / size) * visits.length)];
    lines.push(JSON.stringify(makeResource(source, subject, visit)));
  }
  return { id, family, lines };
}

/** Share of each kind of resource, per thousand. */
const kinds = [
  [700, observation],
  [115, encounter],
  [80, procedure],
  [40, medication],
  [35, immunization],
  [27, condition],
  [3, allergy],
];

function makeResource(source, subject, visit) {
  let at = source.between(0, 999);
  const [, make] = kinds.find(([share]) => (at -= share) < 0);
  const resource = make(source, subject, visit);
  const missing = source.between(850, 1150) - JSON.stringify(resource).length;
  if (missing > 100 && resource.resourceType !== "Encounter") {
    resource.note = [{ time: visit.at, text: prose(source, missing - 60) }];
  }
  return resource;
}

function observation(source, subject, visit) {
  const [code, display, unit, low, high] = source.pick(codes.observations);
  const digits = high < 20 ? 1 : 0;
  const value = Number((low + (high - low) * (source.real() * 1.8 - 0.4)).toFixed(digits));
  const quantity = (number) => ({ value: number, unit, system: "http://unitsofmeasure.org", code: unit });
  return {
    resourceType: "Observation",
    id: source.uuid(),
    status: "final",
    category: [
      { coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "laboratory" }] },
    ],
    code: coded("http://loinc.org", code, display),
    subject,
    encounter: { reference: `Encounter/${visit.id}` },
    effectiveDateTime: visit.at,
    issued: visit.at,
    valueQuantity: quantity(value),
    referenceRange: [{ low: quantity(low), high: quantity(high) }],
  };
}

function encounter(source, subject, visit) {
  return {
    resourceType: "Encounter",
    id: source.uuid(),
    status: "finished",
    class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "AMB" },
    type: [coded("http://snomed.info/sct", ...source.pick(codes.encounters))],
    subject,
    period: { start: visit.at, end: visit.at },
    serviceProvider: { display: `${source.pick(words.cities)} Practice` },
    reasonCode: [{ text: prose(source, source.between(350, 650)) }],
  };
}

function medication(source, subject, visit) {
  const [code, display] = source.pick(codes.medications);
  return {
    resourceType: "MedicationRequest",
    id: source.uuid(),
    status: source.pick(["active", "stopped", "completed"]),
    intent: "order",
    medicationCodeableConcept: coded("http://www.nlm.nih.gov/research/umls/rxnorm", code, display),
    subject,
    encounter: { reference: `Encounter/${visit.id}` },
    authoredOn: visit.at,
    requester: { display: `Dr ${source.pick(words.families)}` },
    dosageInstruction: [{ text: `${source.between(1, 3)} every ${source.between(4, 24)} hours, ${prose(source, 60)}` }],
  };
}

function condition(source, subject, visit) {
  const status = source.pick(["active", "inactive", "resolved"]);
  const system = "http://terminology.hl7.org/CodeSystem/condition-clinical";
  return {
    resourceType: "Condition",
    id: source.uuid(),
    clinicalStatus: { coding: [{ system, code: status }] },
    code: coded("http://snomed.info/sct", ...source.pick(codes.conditions)),
    subject,
    encounter: { reference: `Encounter/${visit.id}` },
    onsetDateTime: visit.at,
    recordedDate: visit.at,
  };
}

function procedure(source, subject, visit) {
  return {
    resourceType: "Procedure",
    id: source.uuid(),
    status: "completed",
    code: coded("http://snomed.info/sct", ...source.pick(codes.procedures)),
    subject,
    encounter: { reference: `Encounter/${visit.id}` },
    performedDateTime: visit.at,
    performer: [{ actor: { display: `Dr ${source.pick(words.families)}` } }],
  };
}

function immunization(source, subject, visit) {
  return {
    resourceType: "Immunization",
    id: source.uuid(),
    status: "completed",
    vaccineCode: coded("http://hl7.org/fhir/sid/cvx", ...source.pick(codes.vaccines)),
    patient: subject,
    encounter: { reference: `Encounter/${visit.id}` },
    occurrenceDateTime: visit.at,
    lotNumber: source.letters(8).toUpperCase(),
  };
}

function allergy(source, subject, visit) {
  return {
    resourceType: "AllergyIntolerance",
    id: source.uuid(),
    criticality: source.pick(["low", "high"]),
    code: coded("http://snomed.info/sct", ...source.pick(codes.allergies)),
    patient: subject,
    recordedDate: visit.at,
    reaction: [{ manifestation: [{ text: prose(source, 80) }] }],
  };
}

function coded(system, code, display) {
  return { coding: [{ system, code, display }], text: display };
}

/** Sentences of about so many characters. */
function prose(source, length) {
  let text = "";
  while (text.length < length) {
    const n = source.between(4, 14);
    const sentence = Array.from({ length: n }, () => word(source)).join(" ");
    text += `${sentence[0].toUpperCase()}${sentence.slice(1)}. `;
  }
  return text.slice(0, length).trim();
}

function word(source) {
  if (source.real() < 0.08) return String(source.between(1, 400));
  // Zipf: the rank is exponential in a uniform number.
  const rank = Math.floor(Math.exp(source.real() * Math.log(words.clinical.length + 1))) - 1;
  return words.clinical[rank];
}
