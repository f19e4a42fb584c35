// What colleagues ask and write: first what waits for an answer, then everything, newest first.

import { useEffect, useState } from "preact/hooks";
import type { MailItem, Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Empty } from "../../parts/empty";
import { Page } from "../../parts/page";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call } from "../../rpc/client";
import { useLoad, type Trigger } from "../../state/load";
import { usePaged } from "../../state/paged";
import { MailCard } from "./item";
import { InboxTabs } from "./tabs";
import { WaitingCard } from "./waiting";
import { WriteDialog } from "./write";

/** Which file a query is about changes with the files. */
const triggers: Trigger[] = [{ event: "mail" }, { event: "patients" }];
/** How many matters are shown at first, and how many more each time. */
const step = 50;
/** More than anybody answers in one go. */
const mostWaiting = 100;

export function InboxView() {
  const [to, setTo] = useState<Member>();
  return (
    <Page title={t.boxes.inbox}>
      <InboxTabs at="letters" />
      <div class="mail">
        <Waiting />
        <All onReply={setTo} />
      </div>
      {to && <WriteDialog to={to} onClose={() => setTo(undefined)} />}
    </Page>
  );
}

function Waiting() {
  const { data, error, reload } = useLoad(
    "open",
    (signal) => call("mail.list", { view: "open", offset: 0, limit: mostWaiting }, { signal }),
    triggers,
  );
  if (error) return <Problem error={error} onRetry={reload} />;
  if (!data?.items.length) return null;
  return (
    <section aria-label={t.mail.waiting}>
      <h2>{t.mail.waiting}</h2>
      <ul class="mail-items">
        {data.items.filter(({ kind, out }) => kind === "query" && !out).map((item) => (
          <WaitingCard key={item.thread + item.from.id} item={item} />
        ))}
      </ul>
    </section>
  );
}

function All({ onReply }: { onReply: (to: Member) => void }) {
  const [shown, setShown] = useState(step);
  const paged = usePaged("mail", (offset, limit, signal) => call("mail.list", { view: "all", offset, limit }, { signal }), triggers);
  const total = paged.total.value;
  useEffect(() => {
    if (total) paged.want(0, Math.min(shown, total) - 1);
  }, [paged, shown, total]);
  if (paged.error.value) return <Problem error={paged.error.value} onRetry={() => paged.refresh()} />;
  if (total === undefined) return <Skeleton lines={6} />;
  if (total === 0) return <Empty title={t.mail.empty} text={t.mail.emptyText} />;
  const items = Array.from({ length: Math.min(shown, total) }, (_, i) => paged.at(i)).filter(settled);
  return (
    <section aria-label={t.mail.letters}>
      {items.length > 0 && <h2>{t.mail.all}</h2>}
      <ul class="mail-items">
        {items.map((item) => (
          <MailCard key={`${item.thread} ${item.out} ${item.from.id}`} item={item} onReply={onReply} />
        ))}
      </ul>
      {shown < total && (
        <button type="button" class="mail-more" onClick={() => setShown(shown + step)}>
          {t.mail.more}
        </button>
      )}
    </section>
  );
}

/** What is here and does not stand under "Waiting for you". */
function settled(item: MailItem | undefined): item is MailItem {
  return item !== undefined && (item.out || item.kind !== "query" || item.state !== "waiting");
}
