// Where the file comes from, how old each source is, what is known to be missing, whom to
// ask for more and who was asked, and who sees it.

import type { Chart, Source } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { age } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import { isEnded } from "../patients/row";
import { Asked } from "./asked";
import { list } from "./save-line";

interface Props {
  chart: Chart;
  onAsk: () => void;
  onSend: () => void;
  onShare: () => void;
  onParts: () => void;
}

/** Where nothing is left of a file, that nothing is recorded says nothing about the patient. */
export function Ended({ chart: { patient } }: { chart: Chart }) {
  if (!isEnded(patient)) return null;
  return (
    <p class="warning ended" role="status">
      <span>
        <strong>{t.chart.ended(list(patient.sources.map(({ name }) => name)))}</strong> {t.chart.endedText}
      </span>
    </p>
  );
}

export function Sources({ chart, onAsk, onSend, onShare, onParts }: Props) {
  const names = chart.audience.map(({ member }) => member.name).join(", ");
  return (
    <section class="sources" aria-label={t.chart.sources}>
      <h2>{t.chart.sources}</h2>
      <ul>
        {chart.patient.sources.map((source) => (
          <SourceChip key={source.member} source={source} />
        ))}
      </ul>
      {chart.parts.length > 0 && (
        <button type="button" class="quiet sources-ask" onClick={onParts}>
          <Icon name="patients" />
          {t.parts.act(chart.parts.length)}
        </button>
      )}
      <button type="button" class="quiet sources-ask" onClick={onAsk}>
        <Icon name="colleagues" />
        {t.ask.act}
      </button>
      <button type="button" class="quiet sources-ask" onClick={onSend}>
        <Icon name="outbox" />
        {t.write.send}
      </button>
      <button type="button" class="quiet audience" onClick={onShare}>
        <Icon name="share" />
        {names ? `${t.chart.sharedWith} ${names}` : t.chart.sharedWithNobody}
      </button>
      <Asked patient={chart.patient.id} />
    </section>
  );
}

function SourceChip({ source }: { source: Source }) {
  const fresh = source.me ? t.chart.newest(age(source.latest)) : t.chart.heard(age(source.heard || source.latest));
  return (
    <li class="source" data-missing={source.missing + source.hidden > 0}>
      <strong>{source.me ? t.chart.me : source.name}</strong>
      <span class="muted">
        {t.chart.sourceEntries(source.entries)} · {fresh}
      </span>
      {source.hidden > 0 && (
        <span class="gap">
          <Icon name="warning" />
          {t.chart.hidden(source.hidden)}
        </span>
      )}
      {source.missing > 0 && (
        <span class="gap">
          <Icon name="warning" />
          {t.chart.missing(source.missing)}
        </span>
      )}
    </li>
  );
}
