import type { Stream } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { count } from "../../i18n/format";

const columns = ["given", "atRelay", "received", "have", "known", "gaps"] as const;

/** The streams in numbers, for whoever asks where an entry is. */
export function Streams({ streams }: { streams: Stream[] }) {
  return (
    <details class="card">
      <summary>{t.settings.streams}</summary>
      <p class="hint">{t.settings.streamsText}</p>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={t.settings.streams}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.settings.streamWith}</th>
              <th scope="col">{t.settings.path}</th>
              {columns.map((column) => (
                <th key={column} scope="col" class="right">
                  {t.settings[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {streams.map((stream) => (
              <tr key={stream.device}>
                <th scope="row">{stream.name}</th>
                <td>{t.colleagues[stream.path]}</td>
                {columns.map((column) => (
                  <td key={column} class="right">
                    {count(stream[column])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
