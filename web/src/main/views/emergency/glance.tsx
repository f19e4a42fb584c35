// What was opened, fit for a glance from arm's length: allergies first, and large.

import { useEffect, useRef } from "preact/hooks";
import type { EmergencyLine, EmergencySummary, Opening, Person } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { moment } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import { Born, Sex } from "../../parts/person";
import { patientPath } from "../../state/route";
import { personName } from "../mail/about";

interface Props {
  opening: Opening;
  onCorrect: () => void;
  onAnother: () => void;
}

export function Glance({ opening, onCorrect, onAnother }: Props) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  const none = opening.summaries.length === 0;
  return (
    <div class="glance" ref={ref} tabIndex={-1}>
      {none && (
        <section class="card glance-none">
          <h2>{t.emergency.none}</h2>
          <p>{t.emergency.noneText}</p>
        </section>
      )}
      {opening.summaries.map((summary) => (
        <Summary key={summary.author.id} summary={summary} />
      ))}
      <p class="glance-asked">{opening.asked > 0 ? t.emergency.all(opening.asked) : t.emergency.allAgain}</p>
      <div class="acts acts-start">
        {none && (
          <button type="button" class="primary" onClick={onCorrect}>
            {t.emergency.correct}
          </button>
        )}
        {opening.patient && (
          <a class={none ? "button" : "button primary"} href={patientPath(opening.patient)}>
            {t.emergency.file}
          </a>
        )}
        <button type="button" onClick={onAnother}>
          {t.emergency.again}
        </button>
      </div>
    </div>
  );
}

function Summary({ summary }: { summary: EmergencySummary }) {
  const { author, at, person, lines } = summary;
  const of = (kind: string) => lines.filter((line) => line.kind === kind);
  return (
    <article class="card glance-summary" aria-label={personName(person)}>
      <Who person={person} />
      <Allergies lines={of("allergy")} />
      <div class="glance-boxes">
        {["problem", "medication", "immunisation"].map((kind) => (
          <Box key={kind} title={titles[kind] ?? kind} lines={of(kind)} />
        ))}
      </div>
      {of("other").map(({ title }) => (
        <p key={title} class="glance-remark">
          {title}
        </p>
      ))}
      <footer class="glance-source">
        <p>
          <strong>{t.emergency.asOf(author.name, moment(at))}</strong> · {t.roles[author.role] ?? author.role}
        </p>
        <p>{t.emergency.isTold(author.name)}</p>
      </footer>
    </article>
  );
}

const titles: Record<string, string> = {
  problem: t.chart.problems,
  medication: t.chart.medication,
  immunisation: t.chart.immunisations,
};

function Who({ person }: { person: Person }) {
  return (
    <header class="glance-who">
      <h2>
        {personName(person)} {person.sex && <Sex sex={person.sex} />}
      </h2>
      <p>
        <Born birthDate={person.birthDate} deceased={false} />
        {person.value && <span class="figures"> · {person.value}</span>}
      </p>
    </header>
  );
}

function Allergies({ lines }: { lines: EmergencyLine[] }) {
  if (lines.length === 0) {
    return (
      <p class="allergies glance-allergies" data-state="unrecorded">
        <Icon name="warning" /> {t.emergency.noAllergies}
      </p>
    );
  }
  return (
    <section class="allergies glance-allergies" data-state="some" aria-label={t.chart.allergies}>
      <h3>
        <Icon name="warning" /> {t.chart.allergies}
      </h3>
      <Lines lines={lines} />
    </section>
  );
}

function Box({ title, lines }: { title: string; lines: EmergencyLine[] }) {
  if (lines.length === 0) return <p class="glance-nothing muted">{t.emergency.nothing(title)}</p>;
  return (
    <section class="glance-box" aria-label={title}>
      <h3>{title}</h3>
      <Lines lines={lines} />
    </section>
  );
}

function Lines({ lines }: { lines: EmergencyLine[] }) {
  return (
    <ul>
      {lines.map((line, i) => (
        <li key={i}>
          <strong>{line.title}</strong>
          {line.detail && <span> {line.detail}</span>}
          {line.since && <span class="glance-since"> {t.emergency.since(line.since)}</span>}
        </li>
      ))}
    </ul>
  );
}
