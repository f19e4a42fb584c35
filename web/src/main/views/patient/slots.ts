// Finds what a person usually corrects in a FHIR resource: a note's text or the values
// of a measurement. Everything else is amended as JSON.

type Json = Record<string, unknown>;

/** One value of a resource that a simple control can edit. */
export interface Slot {
  label: string;
  kind: "text" | "number";
  unit: string;
  value: string;
  /** Puts the new value into resource. */
  write(resource: Json, value: string): void;
}

/** The slots of resource, none when it takes the JSON editor. */
export function findSlots(resource: Json): Slot[] {
  switch (resource.resourceType) {
    case "Observation":
      return observationSlots(resource);
    case "DocumentReference":
      return documentSlots(resource);
    case "Communication":
      return stringSlots(list(resource.payload), "contentString");
    case "ClinicalImpression":
      return stringSlots([resource], "summary");
  }
  return [];
}

function observationSlots(resource: Json): Slot[] {
  const own = [...quantitySlots(resource, ""), ...stringSlots([resource], "valueString")];
  if (own.length > 0) return own;
  return list(resource.component).flatMap((part) => quantitySlots(part, concept(part.code)));
}

function quantitySlots(holder: Json, label: string): Slot[] {
  const quantity = holder.valueQuantity as Json | undefined;
  if (typeof quantity?.value !== "number") return [];
  const write = (_: Json, value: string) => (quantity.value = Number(value));
  return [{ label, kind: "number", unit: String(quantity.unit ?? quantity.code ?? ""), value: String(quantity.value), write }];
}

function stringSlots(holders: Json[], key: string): Slot[] {
  return holders
    .filter((holder) => typeof holder[key] === "string")
    .map((holder) => ({
      label: "",
      kind: "text",
      unit: "",
      value: holder[key] as string,
      write: (_, value) => (holder[key] = value),
    }));
}

/** Notes that are documents hold their text in base64. */
function documentSlots(resource: Json): Slot[] {
  const attachment = list(resource.content)[0]?.attachment as Json | undefined;
  if (!String(attachment?.contentType).startsWith("text/plain") || typeof attachment?.data !== "string") return [];
  const bytes = Uint8Array.from(atob(attachment.data), (c) => c.charCodeAt(0));
  const write = (_: Json, value: string) => {
    const encoded = new TextEncoder().encode(value);
    attachment.data = btoa(Array.from(encoded, (byte) => String.fromCharCode(byte)).join(""));
    delete attachment.size;
    delete attachment.hash;
  };
  return [{ label: "", kind: "text", unit: "", value: new TextDecoder().decode(bytes), write }];
}

function concept(value: unknown): string {
  const code = value as Json | undefined;
  return String(code?.text ?? list(code?.coding)[0]?.display ?? "");
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}
