// What was done on this device, or to one patient's file, and whether the log of it is whole.

import { useEffect, useState } from "preact/hooks";
import type { AuditItem, AuditPage } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { moment } from "../../i18n/format";
import { Dialog } from "../../parts/dialog";
import { Empty } from "../../parts/empty";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call } from "../../rpc/client";
import { usePaged } from "../../state/paged";
import { patientPath } from "../../state/route";

/** How many items are shown at first, and how many more each time. */
const step = 50;

export function AuditView() {
  return (
    <Page title={t.audit.title}>
      <div class="audit">
        <p>{t.audit.lead}</p>
        <AuditList patient="" />
      </div>
    </Page>
  );
}

export function AuditDialog({ patient, onClose }: { patient: string; onClose: () => void }) {
  return (
    <Dialog title={t.audit.ofPatient} look="sheet" onClose={onClose}>
      <div class="audit">
        <AuditList patient={patient} />
      </div>
    </Dialog>
  );
}

function AuditList({ patient }: { patient: string }) {
  const [shown, setShown] = useState(step);
  const paged = usePaged(patient, (offset, limit, signal) => call("audit.list", { patient, offset, limit }, { signal }), [
    { event: "mail" },
    { event: "patients" },
  ]);
  const total = paged.total.value;
  const newest = paged.newest.value;
  useEffect(() => {
    if (total) paged.want(0, Math.min(shown, total) - 1);
  }, [paged, shown, total]);
  if (paged.error.value) return <Problem error={paged.error.value} onRetry={() => paged.refresh()} />;
  if (total === undefined || !newest) return <Skeleton lines={6} />;
  const items = Array.from({ length: Math.min(shown, total) }, (_, i) => paged.at(i)).filter((item) => item !== undefined);
  return (
    <>
      <Chain page={newest} />
      {total === 0 && <Empty title={t.audit.empty} text={t.audit.emptyText} />}
      <ul class="audit-items" aria-label={t.audit.list}>
        {items.map((item) => (
          <Act key={item.number} item={item} named={patient === ""} />
        ))}
      </ul>
      {shown < total && (
        <button type="button" class="mail-more" onClick={() => setShown(shown + step)}>
          {t.audit.more}
        </button>
      )}
    </>
  );
}

function Chain({ page }: { page: AuditPage }) {
  const whole = page.broken === 0;
  return (
    <p class={whole ? "audit-chain" : "audit-chain problem"} role={whole ? undefined : "alert"}>
      <Icon name={whole ? "check" : "warning"} />
      {whole ? t.audit.whole(page.count) : t.audit.broken(page.broken, page.count)}
    </p>
  );
}

function Act({ item, named }: { item: AuditItem; named: boolean }) {
  const words = t.audit.acts[item.action];
  return (
    <li class="audit-item" data-action={item.action}>
      <span class="audit-time">{moment(item.at)}</span>
      <span>
        <strong>{words ? words(item.memberName || t.audit.everybody) : item.text}</strong>
        {named && item.patient && (
          <>
            {" "}
            <a href={patientPath(item.patient)}>{item.patientName || t.patients.nameless}</a>
          </>
        )}
        {words && item.detail && <span class="audit-detail"> {item.detail}</span>}
      </span>
    </li>
  );
}
