import type { Chart } from "../../../shared/api.gen";
import { nobody, type Keys } from "../../parts/person-fields";

/** The keys of whom a chart is about, for a query. Identifiers are left out: a chart has no systems. */
export function personOf({ patient, father }: Chart): Keys {
  const [family = "", ...given] = patient.name.split(", ");
  return { ...nobody, family, given: given.join(", "), birthDate: patient.birthDate, sex: patient.sex, father };
}
