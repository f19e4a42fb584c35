import { t } from "../../i18n";
import { callForBytes } from "../../rpc/client";
import { asCallError } from "../../state/load";
import { toast } from "../../state/toast";

/** Saves the file as a FHIR bundle, by the browser's own download. */
export async function exportPatient(patient: string): Promise<void> {
  try {
    const { result, bytes } = await callForBytes("export.patient", { patient });
    const url = URL.createObjectURL(new Blob([bytes], { type: result.type }));
    const link = document.createElement("a");
    link.href = url;
    link.download = result.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    toast(t.chart.exported(result.name));
  } catch (error) {
    toast(asCallError(error).message, "danger");
  }
}
