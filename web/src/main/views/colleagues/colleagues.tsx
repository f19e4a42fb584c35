// Everybody in the network, what one may do about each, and the way in for the next one.

import { useState } from "preact/hooks";
import type { Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Empty } from "../../parts/empty";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { Skeleton } from "../../parts/skeleton";
import { members } from "../../state/network";
import { roster } from "../../state/roster";
import { replaceRoute, roomPath } from "../../state/route";
import { WriteDialog } from "../mail/write";
import { MemberCard } from "./card";
import { GroupsDialog } from "./groups";
import { InviteDialog } from "./invite";
import { MemberDialog } from "./member";
import { RoomDialog } from "./room";
import { Standing } from "./steward";

type Over = { act: "invite" } | { act: "groups" } | { act: "write" | "more"; id: string };

/** room: the codes for a colleague in the same room stand over the list. */
export function ColleaguesView({ room }: { room: boolean }) {
  const [over, setOver] = useState<Over>();
  const all = members.value;
  const me = all?.find((m) => m.me);
  return (
    <Page title={t.colleagues.title} foot={all && <Foot all={all} onOver={(act) => setOver({ act })} />}>
      {!all && <Skeleton lines={5} />}
      {all && <Lists all={all} onOver={setOver} />}
      {all?.length === 1 && <Empty title={t.colleagues.alone} text={me?.steward ? t.colleagues.aloneText : t.colleagues.onlySteward} />}
      {all && all.length > 1 && <p class="hint">{t.colleagues.verifiedHint}</p>}
      {over && all && me && <OverList over={over} all={all} me={me} onClose={() => setOver(undefined)} />}
      {room && <RoomDialog onClose={() => replaceRoute("#/colleagues")} />}
    </Page>
  );
}

function Lists({ all, onOver }: { all: Member[]; onOver: (over: Over) => void }) {
  const gone = all.filter((m) => m.disabled && !m.me);
  const wishes = roster.value?.wishes ?? [];
  const cards = (some: Member[]) =>
    some.map((member) => (
      <MemberCard
        key={member.id}
        member={member}
        onWrite={({ id }) => onOver({ act: "write", id })}
        onMore={({ id }) => onOver({ act: "more", id })}
      />
    ));
  return (
    <>
      <Standing all={all} />
      {wishes.length > 0 && <p role="status">{t.roster.waits(wishes)}</p>}
      <ul class="members" aria-label={t.colleagues.list}>
        {cards(all.filter((m) => !gone.includes(m)))}
      </ul>
      {gone.length > 0 && (
        <details class="gone">
          <summary>{t.roster.goneCount(gone.length)}</summary>
          <ul class="members" aria-label={t.roster.gone}>
            {cards(gone)}
          </ul>
        </details>
      )}
    </>
  );
}

function OverList({ over, all, me, onClose }: { over: Over; all: Member[]; me: Member; onClose: () => void }) {
  if (over.act === "invite") return <InviteDialog onClose={onClose} />;
  if (over.act === "groups") return <GroupsDialog all={all} onClose={onClose} />;
  const member = all.find((m) => m.id === over.id);
  if (!member) return null;
  if (over.act === "write") return <WriteDialog to={member} onClose={onClose} />;
  return <MemberDialog member={member} me={me} onClose={onClose} />;
}

function Foot({ all, onOver }: { all: Member[]; onOver: (act: "invite" | "groups") => void }) {
  const steward = all.some((m) => m.me && m.steward);
  return (
    <>
      <p class="foot-text">
        {t.colleagues.count(all.filter((m) => !m.disabled).length)}
        {!steward && ` · ${t.colleagues.onlySteward}`}
      </p>
      {all.length > 1 && (
        <a class="button" href={roomPath}>
          <Icon name="code" />
          {t.room.act}
        </a>
      )}
      <a class="button" href="#/rules">
        <Icon name="share" />
        {t.rules.link}
      </a>
      {steward && all.length > 1 && (
        <button type="button" onClick={() => onOver("groups")}>
          <Icon name="patients" />
          {t.roster.groupsAct}
        </button>
      )}
      {steward && (
        <button type="button" class="primary" onClick={() => onOver("invite")}>
          <Icon name="plus" />
          {t.colleagues.invite}
        </button>
      )}
    </>
  );
}
