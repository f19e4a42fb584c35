// What colleagues ask and write, in parts: what waits, what is put aside, what went, and all.

import { useEffect, useState } from "preact/hooks";
import type { MailItem, Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Empty } from "../../parts/empty";
import { Page } from "../../parts/page";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call } from "../../rpc/client";
import type { Trigger } from "../../state/load";
import { usePaged } from "../../state/paged";
import { inboxPath, replaceRoute, type InboxPart } from "../../state/route";
import { QueryCard } from "./item";
import { MatterDialog } from "./matter";
import { MessageCard } from "./message";
import { InboxTabs } from "./tabs";
import { TaskCard } from "./task";
import { isTask } from "./task-steps";
import { WaitingCard } from "./waiting";
import { WriteDialog } from "./write";

type Part = Exclude<InboxPart, "entries">;

/** How far something came belongs to the streams, which file it is about to the files. */
const triggers: Trigger[] = [{ event: "mail" }, { event: "patients" }, { event: "streams" }];
/** How many matters are shown at first, and how many more each time. */
const step = 50;

interface Props {
  part: Part;
  /** The matter that is shown whole, by whom it is from. */
  thread: string | undefined;
  from: string | undefined;
}

export function InboxView({ part, thread, from }: Props) {
  const [to, setTo] = useState<Member>();
  const close = () => replaceRoute(inboxPath(part));
  const reply = (member: Member) => {
    close();
    setTo(member);
  };
  return (
    <Page title={t.boxes.inbox}>
      <InboxTabs at={part} />
      <Matters key={part} part={part} />
      {thread && from && <MatterDialog key={thread} thread={thread} from={from} onReply={reply} onClose={close} />}
      {to && <WriteDialog to={to} onClose={() => setTo(undefined)} />}
    </Page>
  );
}

function Matters({ part }: { part: Part }) {
  const [shown, setShown] = useState(step);
  const paged = usePaged(part, (offset, limit, signal) => call("mail.list", { view: part, offset, limit }, { signal }), triggers);
  const total = paged.total.value;
  useEffect(() => {
    if (total) paged.want(0, Math.min(shown, total) - 1);
  }, [paged, shown, total]);
  if (paged.error.value) return <Problem error={paged.error.value} onRetry={() => paged.refresh()} />;
  if (total === undefined) return <Skeleton lines={6} />;
  if (total === 0) return <Empty title={t.mail.empty[part]} text={t.mail.emptyText[part]} />;
  const items = Array.from({ length: Math.min(shown, total) }, (_, i) => paged.at(i)).filter((item) => item !== undefined);
  return (
    <section class="mail" aria-label={t.mail.parts[part]}>
      <ul class="mail-items">
        {items.map((item) => (
          <Matter key={`${item.thread} ${item.from.id}`} item={item} part={part} />
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

function Matter({ item, part }: { item: MailItem; part: Part }) {
  if (isTask(item)) return <TaskCard item={item} part={part} />;
  if (item.kind !== "query") return <MessageCard item={item} part={part} />;
  return !item.out && item.state === "waiting" && !item.done ? <WaitingCard item={item} /> : <QueryCard item={item} />;
}
