// Every patient, found by one search box.

import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Empty } from "../../parts/empty";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { Problem } from "../../parts/problem";
import { searched } from "../../parts/search-box";
import { Skeleton } from "../../parts/skeleton";
import { VirtualList } from "../../parts/virtual-list";
import { call } from "../../rpc/client";
import { usePaged } from "../../state/paged";
import { go, patientPath } from "../../state/route";
import { AskDialog } from "../mail/ask";
import { NewPatientDialog } from "./new";
import { PatientLine } from "./row";

/** Waits until typing pauses; a clinician types a name in one go. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 120);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export function PatientsView() {
  const search = useSettled(searched.value.trim());
  const [opening, setOpening] = useState(false);
  const [asking, setAsking] = useState(false);
  const paged = usePaged(
    search,
    (offset, limit, signal) => call("patients.list", { search, offset, limit }, { signal }),
    [{ event: "patients" }],
  );
  const total = paged.total.value;
  const open = () => setOpening(true);
  return (
    <Page
      title={t.patients.title}
      search="always"
      foot={<Acts total={total} searching={search !== ""} onNew={open} onAsk={() => setAsking(true)} />}
    >
      {!(total === 0 && search) && (
        <a class="emergency-way" href="#/emergency">
          <Icon name="emergency" />
          {t.emergency.link}
        </a>
      )}
      {paged.error.value && <Problem error={paged.error.value} onRetry={() => paged.refresh()} />}
      {total === undefined && !paged.error.value && <Skeleton lines={8} />}
      {total === 0 && (search ? <Nobody /> : <FirstSteps onNew={open} />)}
      {total !== undefined && total > 0 && (
        <VirtualList paged={paged} label={t.patients.list} class="patients">
          {(row) => <PatientLine row={row} />}
        </VirtualList>
      )}
      {asking && <AskDialog onClose={() => setAsking(false)} onAsked={({ patient }) => patient && go(patientPath(patient))} />}
      {opening && <NewPatientDialog onClose={() => setOpening(false)} />}
    </Page>
  );
}

interface ActsProps {
  total: number | undefined;
  searching: boolean;
  onNew: () => void;
  onAsk: () => void;
}

function Acts({ total, searching, onNew, onAsk }: ActsProps) {
  return (
    <>
      <p class="foot-text" role="status">
        {total !== undefined && (searching ? t.patients.found(total) : t.patients.count(total))}
      </p>
      <button type="button" onClick={onAsk}>
        <Icon name="colleagues" />
        {t.ask.act}
      </button>
      <a class="button" href="#/import">
        <Icon name="import" />
        {t.patients.import}
      </a>
      <button type="button" class="primary" onClick={onNew}>
        <Icon name="plus" />
        {t.patients.new}
      </button>
    </>
  );
}

function Nobody() {
  return (
    <Empty title={t.patients.none} text={t.patients.noneText}>
      <div class="empty-link">
        <p class="hint">{t.emergency.linkText}</p>
        <a class="button" href="#/emergency">
          <Icon name="emergency" />
          {t.emergency.link}
        </a>
      </div>
    </Empty>
  );
}

function FirstSteps({ onNew }: { onNew: () => void }) {
  return (
    <Empty title={t.patients.empty} text={t.patients.emptyText}>
      <div class="first-steps">
        <div class="card">
          <h3>{t.patients.emptyImport}</h3>
          <p>{t.patients.emptyImportText}</p>
          <a class="button" href="#/import">
            <Icon name="import" />
            {t.patients.emptyImport}
          </a>
        </div>
        <div class="card">
          <h3>{t.patients.emptyNew}</h3>
          <p>{t.patients.emptyNewText}</p>
          <button type="button" onClick={onNew}>
            <Icon name="plus" />
            {t.patients.emptyNew}
          </button>
        </div>
      </div>
      <p class="hint">{t.patients.emptySample}</p>
    </Empty>
  );
}
