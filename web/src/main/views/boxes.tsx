// Inbox and outbox: what came, and how far what went has come.

import { useState } from "preact/hooks";
import type { BoxItem } from "../../shared/api.gen";
import { t } from "../i18n";
import { age } from "../i18n/format";
import { Empty } from "../parts/empty";
import { Select } from "../parts/field";
import { Page } from "../parts/page";
import { Problem } from "../parts/problem";
import { Skeleton } from "../parts/skeleton";
import { StandingMark } from "../parts/standing";
import { VirtualList } from "../parts/virtual-list";
import { call } from "../rpc/client";
import { members } from "../state/network";
import { usePaged } from "../state/paged";
import { entryPath } from "../state/route";
import { InboxTabs } from "./mail/tabs";

type Which = "inbox" | "outbox";

export function BoxView({ box }: { box: Which }) {
  const [member, setMember] = useState("");
  const paged = usePaged(
    `${box} ${member}`,
    (offset, limit, signal) => call(`${box}.list`, { member, offset, limit }, { signal }),
    [{ event: "streams" }, { event: "patients" }],
  );
  const total = paged.total.value;
  const out = box === "outbox";
  const others = (members.value ?? []).filter((m) => !m.me);
  return (
    <Page title={t.boxes[box]}>
      {!out && <InboxTabs at="entries" />}
      <div class="box-head">
        <p>{out ? t.boxes.outboxLead : t.boxes.inboxLead}</p>
        <Select
          label={t.boxes.member}
          value={member}
          onValue={setMember}
          options={[["", t.boxes.everybody], ...others.map((m) => [m.id, m.name] as const)]}
        />
      </div>
      {paged.error.value && <Problem error={paged.error.value} onRetry={() => paged.refresh()} />}
      {total === undefined && !paged.error.value && <Skeleton lines={6} />}
      {total === 0 && (
        <Empty title={out ? t.boxes.emptyOutbox : t.boxes.emptyInbox} text={out ? t.boxes.emptyOutboxText : t.boxes.emptyInboxText} />
      )}
      {total !== undefined && total > 0 && (
        <VirtualList paged={paged} label={t.boxes[box]} class="box-items">
          {(item) => <BoxLine item={item} out={out} />}
        </VirtualList>
      )}
      {out && <p class="hint">{t.boxes.states}</p>}
    </Page>
  );
}

function BoxLine({ item, out }: { item: BoxItem; out: boolean }) {
  return (
    <a class="box-line" href={entryPath(item.patient, item.entry)} data-entry={item.entry} data-state={item.state}>
      <span class="box-time">{age(item.at)}</span>
      <span class="kind" data-kind={item.kind}>
        {t.kind[item.kind] ?? item.kind}
      </span>
      <span class="box-what">
        <strong>{item.patientName}</strong> <span>{item.title}</span>
      </span>
      <span class="box-member">
        {out ? t.boxes.to : t.boxes.from} {item.memberName}
      </span>
      {out ? <StandingMark state={item.state} /> : <span />}
    </a>
  );
}
