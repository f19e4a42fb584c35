// The texts of a patient that must stand nowhere in the clear.

/** Texts shorter than this turn up by chance. */
const shortest = 6;

/** Who it is: names, identifiers, birth date, addresses, telephone numbers. */
export function identity(bundle) {
  const out = new Set();
  for (const { resource: p } of bundle.entry.filter((e) => e.resource.resourceType === "Patient")) {
    const ids = (p.identifier ?? []).map((i) => i.value);
    const names = (p.name ?? []).flatMap((n) => [n.family, ...(n.given ?? []), n.text]);
    const places = (p.address ?? []).flatMap((a) => [...(a.line ?? []), a.text]);
    for (const text of [p.birthDate, ...ids, ...names, ...places, ...(p.telecom ?? []).map((t) => t.value)]) add(out, text);
  }
  return [...out];
}

/** What ails them: display texts, codes and free text of every resource, and who it is. */
export function everything(bundle) {
  const out = new Set(identity(bundle));
  const walk = (value, key) => {
    if (Array.isArray(value)) for (const item of value) walk(item, key);
    else if (value && typeof value === "object") {
      if (value.system) add(out, value.code);
      for (const [k, v] of Object.entries(value)) walk(v, k);
    } else if (["display", "text", "valueString", "id", "div", "reference", "description", "comment"].includes(key)) add(out, value);
  };
  for (const { resource } of bundle.entry) walk(resource);
  return [...out];
}

function add(set, text) {
  if (typeof text === "string" && Buffer.byteLength(text) >= shortest && text.length >= shortest) set.add(text);
}
