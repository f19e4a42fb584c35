// The patient page: one screen, then the timeline.

import { useState } from "preact/hooks";
import type { Chart } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Born, Sex } from "../../parts/person";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call } from "../../rpc/client";
import { useLoad, type Trigger } from "../../state/load";
import { patientPath, replaceRoute } from "../../state/route";
import { AuditDialog } from "../audit/audit";
import { AskDialog } from "../mail/ask";
import { personOf } from "../mail/person";
import { TaskDialog } from "../mail/task-request";
import type { Work } from "../mail/task-steps";
import { WriteDialog } from "../mail/write";
import { Appointments } from "./appointments";
import { Allergies, Keys } from "./header";
import { ChartBoxes } from "./boxes";
import { EntryDialog } from "./entry";
import { exportPatient } from "./export";
import { NoteDialog } from "./note";
import { PartsDialog } from "./parts";
import { ShareDialog } from "./share";
import { Ended, Sources } from "./sources";
import { Tasks } from "./tasks";
import { Timeline } from "./timeline";
import { VitalsDialog } from "./vitals";
import { WhoDialog } from "./who";

type Open = "note" | "vitals" | "share" | "ask" | "send" | "parts" | Work | undefined;

/** Fires when this patient's file has changed. */
export function aboutPatient(patient: string): Trigger {
  return { event: "patients", if: ({ patients }) => patients.length === 0 || patients.includes(patient) };
}

interface Props {
  patient: string;
  /** The entry that is shown whole. */
  entry: string | undefined;
  /** The entry of which is asked who can see it. */
  who: string | undefined;
  /** Whether it is shown who saw what. */
  audit: boolean | undefined;
}

export function PatientView({ patient, entry, who, audit }: Props) {
  const [open, setOpen] = useState<Open>();
  const [round, setRound] = useState(0);
  const chart = useLoad(patient, (signal) => call("patient.chart", { patient }, { signal }), [
    aboutPatient(patient),
    { event: "members" },
  ]);
  const close = () => setOpen(undefined);
  const { data } = chart;
  return (
    <Page
      // Browsers keep titles in their history, in the clear: no name may be in one.
      title={t.chart.title}
      heading={data && <Heading chart={data} />}
      foot={data && <Acts patient={patient} onOpen={setOpen} />}
    >
      {chart.error && <Problem error={chart.error} onRetry={chart.reload} />}
      {!data && !chart.error && <Skeleton lines={10} />}
      {data && (
        <>
          <Ended chart={data} />
          <section class="who">
            <Allergies chart={data} />
            <Keys chart={data} />
          </section>
          <Sources
            chart={data}
            onAsk={() => setOpen("ask")}
            onSend={() => setOpen("send")}
            onShare={() => setOpen("share")}
            onParts={() => setOpen("parts")}
          />
          <Appointments patient={data.patient} round={round} />
          <Tasks patient={patient} onRefer={() => setOpen("referral")} onOrder={() => setOpen("test")} />
          <ChartBoxes chart={data} />
          <Timeline patient={patient} />
          {open === "note" && <NoteDialog chart={data} onClose={close} />}
          {open === "vitals" && <VitalsDialog chart={data} onClose={close} />}
          {open === "parts" && <PartsDialog chart={data} onClose={close} />}
          {open === "share" && <ShareDialog chart={data} onClose={close} onDone={chart.reload} />}
          {open === "send" && <WriteDialog title={t.write.sendFile} patient={data.patient.id} onClose={close} />}
          {(open === "referral" || open === "test") && <TaskDialog work={open} chart={data} onClose={close} />}
          {open === "ask" && <AskDialog person={personOf(data)} patient={patient} onStanding={() => setRound(round + 1)} onClose={close} />}
          {entry && <EntryDialog patient={patient} entry={entry} onClose={() => leaveEntry(patient)} />}
          {audit && <AuditDialog patient={patient} onClose={() => leaveEntry(patient)} />}
          {who && <WhoDialog patient={patient} entry={who} onClose={() => leaveEntry(patient)} />}
        </>
      )}
    </Page>
  );
}

/** Closing an entry is going back, unless the page was opened at it. */
function leaveEntry(patient: string): void {
  replaceRoute(patientPath(patient));
}

function Heading({ chart: { patient } }: { chart: Chart }) {
  return (
    <span class="heading">
      <span class="heading-name">{patient.name || t.patients.nameless}</span>{" "}
      <span class="heading-keys">
        <Sex sex={patient.sex} /> <Born birthDate={patient.birthDate} deceased={patient.deceased} />
        <span class="heading-number"> · {patient.number}</span>
      </span>
    </span>
  );
}

function Acts({ patient, onOpen }: { patient: string; onOpen: (open: Open) => void }) {
  return (
    <>
      <button type="button" onClick={() => onOpen("share")}>
        <Icon name="share" />
        {t.chart.share}
      </button>
      <button type="button" class="wide-only" onClick={() => void exportPatient(patient)}>
        <Icon name="export" />
        {t.chart.export}
      </button>
      <button type="button" class="roomy-only" onClick={() => onOpen("referral")}>
        {t.task.refer}
      </button>
      <button type="button" class="roomy-only" onClick={() => onOpen("test")}>
        {t.task.order}
      </button>
      <span class="spring" />
      <button type="button" onClick={() => onOpen("vitals")}>
        <Icon name="plus" />
        {t.timeline.vitals}
      </button>
      <button type="button" class="primary" onClick={() => onOpen("note")}>
        <Icon name="plus" />
        {t.timeline.note}
      </button>
    </>
  );
}
