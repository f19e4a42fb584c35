import type { ImportReport } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { PatientLine } from "../patients/row";

/** How many lines of a long list are shown; the rest is counted. */
const shown = 50;

/** What an import did, and what it refused and why. */
export function Report({ report }: { report: ImportReport }) {
  const { added, duplicates, refused, patients, count } = report;
  return (
    <div class="report-body">
      <p class="sums">
        <span class="sum">{t.import.added(added)}</span>
        {duplicates > 0 && <span class="sum">{t.import.duplicates(duplicates)}</span>}
        {refused.length > 0 && <span class="sum sum-bad">{t.import.refused(refused.length)}</span>}
      </p>
      {added === 0 && refused.length === 0 && <p>{t.import.nothing}</p>}
      <Kinds kinds={report.kinds} />
      {patients.length > 0 && (
        <ul class="alike" aria-label={t.import.patients}>
          {patients.slice(0, shown).map((row) => (
            <li key={row.id}>
              <PatientLine row={row} />
            </li>
          ))}
        </ul>
      )}
      {count > shown && <p class="hint">{t.import.more(count - shown)}</p>}
      {refused.length > 0 && <Refused refused={refused} />}
    </div>
  );
}

function Kinds({ kinds }: Pick<ImportReport, "kinds">) {
  const lines = Object.entries(kinds).sort(([, a], [, b]) => b - a);
  if (lines.length === 0) return null;
  return (
    <ul class="kinds" aria-label={t.import.kinds}>
      {lines.map(([kind, n]) => (
        <li key={kind}>
          <span class="kind" data-kind={kind}>
            {t.kind[kind] ?? kind}
          </span>{" "}
          {count(n)}
        </li>
      ))}
    </ul>
  );
}

function Refused({ refused }: Pick<ImportReport, "refused">) {
  return (
    <details open={refused.length <= 10}>
      <summary>{t.import.refused(refused.length)}</summary>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={t.import.refusedTitle}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.import.place}</th>
              <th scope="col">{t.import.reason}</th>
            </tr>
          </thead>
          <tbody>
            {refused.slice(0, shown).map(({ place, reason }, i) => (
              <tr key={i}>
                <td>
                  <code>{place}</code>
                </td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {refused.length > shown && <p class="hint">{t.import.more(refused.length - shown)}</p>}
    </details>
  );
}
